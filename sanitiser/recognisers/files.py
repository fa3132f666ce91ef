"""Endings of files, which look like host names to a careless eye."""

FILE_SUFFIXES = frozenset(
    """py pyc ipynb js mjs cjs ts tsx jsx java kt kts scala rs go c h cc cpp hpp cs rb php pl pm sh bash zsh fish ps1 bat cmd sql
    md rst txt log csv tsv json jsonl ndjson yaml yml toml ini cfg conf config env properties xml xsd html htm css scss less svg
    png jpg jpeg gif webp bmp ico pdf doc docx xls xlsx ppt pptx odt ods zip tar gz tgz bz2 xz zst 7z rar parquet avro orc arrow
    pkl pickle npy npz pt pth onnx bin gguf safetensors ckpt h5 model tf tfvars tfstate hcl lock mod sum gradle jar war class so
    dll exe dylib deb rpm msi apk ipa dmg iso img vmdk pem crt cer key pub p12 pfx jks csr eml msg ics vcf mp3 mp4 wav flac mov avi
    mkv webm tmpl j2 jinja tpl rules service timer socket target mount db sqlite sqlite3 bak old orig tmp swp diff patch lua swift
    dart ex exs erl hs ml clj groovy vue svelte proto graphql gql ino asm s o a r rmd do info map run app so pro name""".split()
) - {"info", "run", "app", "pro", "name", "so", "do", "service", "ai"}
