"""The first tables."""

import sqlalchemy as sa
from alembic import op

from itembank.migrations.append_only import protect, release

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "assembly_problem",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_table(
        "audit_event",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("prev", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_event_action"), ["action"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_event_subject"), ["subject"], unique=False)

    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_job_finished_at"), ["finished_at"], unique=False)

    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("tf_primary_method", sa.String(length=64), nullable=True),
        sa.Column("tf_totp_secret", sa.String(length=255), nullable=True),
        sa.Column("tf_last_counter", sa.Integer(), nullable=True),
        sa.Column("mf_recovery_codes", sa.UnicodeText(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("email"),
        sa.UniqueConstraint("fs_uniquifier"),
    )
    op.create_table(
        "submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("lived", sa.String(length=20), nullable=False),
        sa.Column("domain_hint", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("characters", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("purge_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submission_key", sa.String(length=64), nullable=False),
        sa.Column("receipt_digest", sa.String(length=64), nullable=False),
        sa.Column("raw_digest", sa.String(length=64), nullable=False),
        sa.CheckConstraint("kind IN ('scenario')", name="submission_kind"),
        sa.CheckConstraint("lived IN ('production', 'near_miss')", name="submission_was_lived"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("receipt_digest"),
        sa.UniqueConstraint("submission_key"),
        sa.UniqueConstraint("token"),
    )
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_submission_purge_on"), ["purge_on"], unique=False)

    op.create_table(
        "clearance_recall",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("submission_id", "batch"),
    )
    with op.batch_alter_table("clearance_recall", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_clearance_recall_submission_id"), ["submission_id"], unique=False
        )

    op.create_table(
        "cleared_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("submission_id", "digest"),
    )
    op.create_table(
        "consent_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("wording_version", sa.String(length=20), nullable=False),
        sa.Column("wording", sa.String(length=600), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("submission_id", "purpose"),
    )
    with op.batch_alter_table("consent_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consent_record_purpose"), ["purpose"], unique=False)
        batch_op.create_index(batch_op.f("ix_consent_record_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "content_outline",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("framework", sa.String(length=40), nullable=False),
        sa.Column("framework_version", sa.String(length=40), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("pass_mark", sa.Integer(), nullable=True),
        sa.Column("time_limit_minutes", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=600), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 1", name="content_outline_number"),
        sa.CheckConstraint("pass_mark >= 0", name="content_outline_pass_mark"),
        sa.CheckConstraint("time_limit_minutes >= 1", name="content_outline_time_limit"),
        sa.ForeignKeyConstraint(
            ["by_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name", "number"),
    )
    op.create_table(
        "contributor_link",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
        ),
        sa.PrimaryKeyConstraint("submission_id"),
    )
    with op.batch_alter_table("contributor_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contributor_link_person_id"), ["person_id"], unique=False)

    op.create_table(
        "detection_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=10), nullable=False),
        sa.Column("text_digest", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("versions", sa.Text(), nullable=False),
        sa.Column("findings", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("stage IN ('raw', 'cleared')", name="detection_run_stage"),
        sa.CheckConstraint("state IN ('complete', 'needs_attention')", name="detection_run_state"),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("detection_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_detection_run_submission_id"), ["submission_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_detection_run_text_digest"), ["text_digest"], unique=False)

    op.create_table(
        "experience_statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("framework", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("domain", sa.String(length=40), nullable=False),
        sa.Column("statement", sa.String(length=600), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("person_id", "framework", "version", "domain"),
    )
    with op.batch_alter_table("experience_statement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_experience_statement_person_id"), ["person_id"], unique=False)

    op.create_table(
        "framework_pack",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("framework", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("imported_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["imported_by"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("framework", "version"),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_digest"),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_person_id"), ["person_id"], unique=False)

    op.create_table(
        "item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("identifier", sa.String(length=64), nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("origin IN ('written', 'imported')", name="origin_is_known"),
        sa.ForeignKeyConstraint(
            ["created_by"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("identifier"),
    )
    op.create_table(
        "raw_text",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
        ),
        sa.PrimaryKeyConstraint("submission_id"),
    )
    op.create_table(
        "role_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("role_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_change_person_id"), ["person_id"], unique=False)

    op.create_table(
        "scenario_closing",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
        ),
        sa.PrimaryKeyConstraint("submission_id"),
    )
    op.create_table(
        "scenario_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("key_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_digest"),
    )
    with op.batch_alter_table("scenario_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scenario_draft_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_scenario_draft_person_id"), ["person_id"], unique=False)

    op.create_table(
        "scenario_erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("part IN ('raw', 'cleared')", name="scenario_erasure_part"),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("submission_id", "part"),
    )
    with op.batch_alter_table("scenario_erasure", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_scenario_erasure_submission_id"), ["submission_id"], unique=False
        )

    op.create_table(
        "scenario_withdrawal",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
        ),
        sa.PrimaryKeyConstraint("submission_id"),
    )
    op.create_table(
        "source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("submission_id"),
        sa.UniqueConstraint("token"),
    )
    op.create_table(
        "span_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("justification", sa.LargeBinary(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(verdict = 'withdraw') = (undoes IS NOT NULL)", name="span_decision_undoes"),
        sa.CheckConstraint(
            "verdict IN ('accept', 'reject', 'add', 'withdraw')", name="span_decision_verdict"
        ),
        sa.CheckConstraint('0 <= "start" AND "start" < "end"', name="span_decision_is_a_stretch"),
        sa.ForeignKeyConstraint(
            ["by_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("submission_id", "batch", "start", "end"),
    )
    with op.batch_alter_table("span_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_span_decision_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "clearance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("text_digest", sa.String(length=64), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("statement_version", sa.String(length=20), nullable=False),
        sa.Column("statement", sa.String(length=600), nullable=False),
        sa.Column("checklist", sa.Text(), nullable=False),
        sa.Column("notes", sa.LargeBinary(), nullable=True),
        sa.Column("required", sa.Integer(), nullable=False),
        sa.Column("raw_purge_on", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["detection_run.id"],
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("submission_id", "batch", "by_id"),
    )
    with op.batch_alter_table("clearance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_clearance_raw_purge_on"), ["raw_purge_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_clearance_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "detected_span",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("identifies", sa.String(length=10), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("recogniser", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.CheckConstraint('0 <= "start" AND "start" < "end"', name="detected_span_is_a_stretch"),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["detection_run.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("run_id", "start", "end"),
    )
    with op.batch_alter_table("detected_span", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_detected_span_run_id"), ["run_id"], unique=False)

    op.create_table(
        "exam_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("identifier", sa.String(length=32), nullable=False),
        sa.Column("outline_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["outline_id"],
            ["content_outline.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("identifier"),
    )
    with op.batch_alter_table("exam_form", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exam_form_outline_id"), ["outline_id"], unique=False)

    op.create_table(
        "experience_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"],
            ["experience_statement.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("experience_decision", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_experience_decision_statement_id"), ["statement_id"], unique=False
        )

    op.create_table(
        "item_editor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["item.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("item_id", "person_id"),
    )
    with op.batch_alter_table("item_editor", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_editor_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_item_editor_person_id"), ["person_id"], unique=False)

    op.create_table(
        "item_relation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("a_id", sa.Integer(), nullable=False),
        sa.Column("b_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('enemy')", name="kind_is_known"),
        sa.CheckConstraint("a_id < b_id", name="pair_is_ordered"),
        sa.ForeignKeyConstraint(
            ["a_id"],
            ["item.id"],
        ),
        sa.ForeignKeyConstraint(
            ["b_id"],
            ["item.id"],
        ),
        sa.ForeignKeyConstraint(
            ["by_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("kind", "a_id", "b_id"),
    )
    with op.batch_alter_table("item_relation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_relation_a_id"), ["a_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_item_relation_b_id"), ["b_id"], unique=False)

    op.create_table(
        "item_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=40), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("domains", sa.Text(), nullable=False),
        sa.Column("hashes", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("note", sa.String(length=600), nullable=False),
        sa.CheckConstraint("number >= 1", name="number_from_one"),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["item.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("item_id", "number"),
    )
    with op.batch_alter_table("item_revision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_revision_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_item_revision_item_id"), ["item_id"], unique=False)

    op.create_table(
        "item_source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["item.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("item_id", "token"),
    )
    with op.batch_alter_table("item_source", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_source_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_item_source_token"), ["token"], unique=False)

    op.create_table(
        "blind_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("chosen", sa.String(length=32), nullable=False),
        sa.Column("no_interest", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["reviewer_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["item_revision.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("revision_id", "reviewer_id"),
    )
    with op.batch_alter_table("blind_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_blind_answer_reviewer_id"), ["reviewer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_blind_answer_revision_id"), ["revision_id"], unique=False)

    op.create_table(
        "export_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("export_id", sa.String(length=32), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("formats", sa.Text(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=600), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["form_id"],
            ["exam_form.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("export_id"),
    )
    with op.batch_alter_table("export_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_export_record_form_id"), ["form_id"], unique=False)

    op.create_table(
        "form_assembly",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("problem_hash", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("items", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.CheckConstraint("number >= 1", name="form_assembly_number"),
        sa.CheckConstraint("size >= 0", name="form_assembly_size"),
        sa.ForeignKeyConstraint(
            ["by_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["form_id"],
            ["exam_form.id"],
        ),
        sa.ForeignKeyConstraint(
            ["problem_hash"],
            ["assembly_problem.hash"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("form_id", "number"),
    )
    with op.batch_alter_table("form_assembly", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_form_assembly_form_id"), ["form_id"], unique=False)

    op.create_table(
        "form_given_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=600), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["form_id"],
            ["exam_form.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("form_id"),
    )
    op.create_table(
        "item_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason_code", sa.String(length=40), nullable=False),
        sa.Column("comment", sa.String(length=2000), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('submitted', 'withdrawn', 'rejected')", name="kind_is_known"),
        sa.ForeignKeyConstraint(
            ["by_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["item.id"],
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["item_revision.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("revision_id", "kind"),
    )
    with op.batch_alter_table("item_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_step_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_item_step_revision_id"), ["revision_id"], unique=False)

    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("checklist", sa.Text(), nullable=False),
        sa.Column("reason_code", sa.String(length=40), nullable=False),
        sa.Column("comment", sa.String(length=4000), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "verdict = 'approve' OR (reason_code <> '' AND comment <> '')", name="return_has_reasons"
        ),
        sa.CheckConstraint("verdict IN ('approve', 'return')", name="verdict_is_known"),
        sa.ForeignKeyConstraint(
            ["reviewer_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["item_revision.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("revision_id", "reviewer_id"),
    )
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_reviewer_id"), ["reviewer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_review_revision_id"), ["revision_id"], unique=False)

    op.create_table(
        "revision_tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("framework", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("domain", sa.String(length=40), nullable=False),
        sa.Column("competency", sa.String(length=60), nullable=True),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["item_revision.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("revision_tag", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_revision_tag_domain"), ["domain"], unique=False)
        batch_op.create_index(batch_op.f("ix_revision_tag_revision_id"), ["revision_id"], unique=False)

    op.create_table(
        "sign_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=4), nullable=False),
        sa.Column("signer_id", sa.Integer(), nullable=False),
        sa.Column("printed_name", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("meaning", sa.String(length=120), nullable=False),
        sa.Column("statement", sa.String(length=1000), nullable=False),
        sa.Column("hashes", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.CheckConstraint("code IN ('AU', 'D', 'AP')", name="code_is_known"),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["item.id"],
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["item_revision.id"],
        ),
        sa.ForeignKeyConstraint(
            ["signer_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("revision_id", "code", "signer_id"),
    )
    with op.batch_alter_table("sign_off", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_off_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sign_off_revision_id"), ["revision_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sign_off_signer_id"), ["signer_id"], unique=False)

    op.create_table(
        "form_lock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("printed_name", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("statement", sa.String(length=600), nullable=False),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.Column("manifest_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["assembly_id"],
            ["form_assembly.id"],
        ),
        sa.ForeignKeyConstraint(
            ["by_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["form_id"],
            ["exam_form.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("assembly_id"),
        sa.UniqueConstraint("form_id"),
    )
    op.create_table(
        "locked_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lock_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("position >= 1", name="locked_item_position"),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["item.id"],
        ),
        sa.ForeignKeyConstraint(
            ["lock_id"],
            ["form_lock.id"],
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["item_revision.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("lock_id", "item_id"),
        sa.UniqueConstraint("lock_id", "position"),
    )
    with op.batch_alter_table("locked_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_locked_item_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_locked_item_lock_id"), ["lock_id"], unique=False)

    protect(
        "audit_event",
        "role_change",
        "experience_decision",
        "framework_pack",
        "item_revision",
        "revision_tag",
        "item_source",
        "item_editor",
        "item_relation",
        "item_step",
        "blind_answer",
        "review",
        "sign_off",
        "content_outline",
        "exam_form",
        "assembly_problem",
        "form_assembly",
        "form_lock",
        "form_given_up",
        "locked_item",
        "submission",
        "consent_record",
        "detection_run",
        "detected_span",
        "span_decision",
        "clearance",
        "source",
        "scenario_closing",
        "scenario_withdrawal",
        "scenario_erasure",
        "export_record",
        "clearance_recall",
    )


def downgrade() -> None:
    """Go back."""
    release(
        "audit_event",
        "role_change",
        "experience_decision",
        "framework_pack",
        "item_revision",
        "revision_tag",
        "item_source",
        "item_editor",
        "item_relation",
        "item_step",
        "blind_answer",
        "review",
        "sign_off",
        "content_outline",
        "exam_form",
        "assembly_problem",
        "form_assembly",
        "form_lock",
        "form_given_up",
        "locked_item",
        "submission",
        "consent_record",
        "detection_run",
        "detected_span",
        "span_decision",
        "clearance",
        "source",
        "scenario_closing",
        "scenario_withdrawal",
        "scenario_erasure",
        "export_record",
        "clearance_recall",
    )
    with op.batch_alter_table("locked_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_locked_item_lock_id"))
        batch_op.drop_index(batch_op.f("ix_locked_item_item_id"))

    op.drop_table("locked_item")
    op.drop_table("form_lock")
    with op.batch_alter_table("sign_off", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_off_signer_id"))
        batch_op.drop_index(batch_op.f("ix_sign_off_revision_id"))
        batch_op.drop_index(batch_op.f("ix_sign_off_item_id"))

    op.drop_table("sign_off")
    with op.batch_alter_table("revision_tag", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_revision_tag_revision_id"))
        batch_op.drop_index(batch_op.f("ix_revision_tag_domain"))

    op.drop_table("revision_tag")
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_review_revision_id"))
        batch_op.drop_index(batch_op.f("ix_review_reviewer_id"))

    op.drop_table("review")
    with op.batch_alter_table("item_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_step_revision_id"))
        batch_op.drop_index(batch_op.f("ix_item_step_item_id"))

    op.drop_table("item_step")
    op.drop_table("form_given_up")
    with op.batch_alter_table("form_assembly", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_form_assembly_form_id"))

    op.drop_table("form_assembly")
    with op.batch_alter_table("export_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_export_record_form_id"))

    op.drop_table("export_record")
    with op.batch_alter_table("blind_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_blind_answer_revision_id"))
        batch_op.drop_index(batch_op.f("ix_blind_answer_reviewer_id"))

    op.drop_table("blind_answer")
    with op.batch_alter_table("item_source", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_source_token"))
        batch_op.drop_index(batch_op.f("ix_item_source_item_id"))

    op.drop_table("item_source")
    with op.batch_alter_table("item_revision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_revision_item_id"))
        batch_op.drop_index(batch_op.f("ix_item_revision_author_id"))

    op.drop_table("item_revision")
    with op.batch_alter_table("item_relation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_relation_b_id"))
        batch_op.drop_index(batch_op.f("ix_item_relation_a_id"))

    op.drop_table("item_relation")
    with op.batch_alter_table("item_editor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_editor_person_id"))
        batch_op.drop_index(batch_op.f("ix_item_editor_item_id"))

    op.drop_table("item_editor")
    with op.batch_alter_table("experience_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_experience_decision_statement_id"))

    op.drop_table("experience_decision")
    with op.batch_alter_table("exam_form", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exam_form_outline_id"))

    op.drop_table("exam_form")
    with op.batch_alter_table("detected_span", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_detected_span_run_id"))

    op.drop_table("detected_span")
    with op.batch_alter_table("clearance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_clearance_submission_id"))
        batch_op.drop_index(batch_op.f("ix_clearance_raw_purge_on"))

    op.drop_table("clearance")
    with op.batch_alter_table("span_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_span_decision_submission_id"))

    op.drop_table("span_decision")
    op.drop_table("source")
    op.drop_table("scenario_withdrawal")
    with op.batch_alter_table("scenario_erasure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_scenario_erasure_submission_id"))

    op.drop_table("scenario_erasure")
    with op.batch_alter_table("scenario_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_scenario_draft_person_id"))
        batch_op.drop_index(batch_op.f("ix_scenario_draft_expires_at"))

    op.drop_table("scenario_draft")
    op.drop_table("scenario_closing")
    with op.batch_alter_table("role_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_change_person_id"))

    op.drop_table("role_change")
    op.drop_table("raw_text")
    op.drop_table("item")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_person_id"))

    op.drop_table("invitation")
    op.drop_table("framework_pack")
    with op.batch_alter_table("experience_statement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_experience_statement_person_id"))

    op.drop_table("experience_statement")
    with op.batch_alter_table("detection_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_detection_run_text_digest"))
        batch_op.drop_index(batch_op.f("ix_detection_run_submission_id"))

    op.drop_table("detection_run")
    with op.batch_alter_table("contributor_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contributor_link_person_id"))

    op.drop_table("contributor_link")
    op.drop_table("content_outline")
    with op.batch_alter_table("consent_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consent_record_submission_id"))
        batch_op.drop_index(batch_op.f("ix_consent_record_purpose"))

    op.drop_table("consent_record")
    op.drop_table("cleared_text")
    with op.batch_alter_table("clearance_recall", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_clearance_recall_submission_id"))

    op.drop_table("clearance_recall")
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_submission_purge_on"))

    op.drop_table("submission")
    op.drop_table("person")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_job_finished_at"))

    op.drop_table("job")
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_event_subject"))
        batch_op.drop_index(batch_op.f("ix_audit_event_action"))

    op.drop_table("audit_event")
    op.drop_table("assembly_problem")
