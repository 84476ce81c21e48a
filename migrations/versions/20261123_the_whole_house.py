"""The whole house."""

import sqlalchemy as sa
from alembic import op

revision = "initial"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attempt",
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("window", sa.DateTime(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("source", "window", name=op.f("pk_attempt")),
    )
    op.create_index(op.f("ix_attempt_window"), "attempt", ["window"], unique=False)
    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=250), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("unsubscribe", sa.String(length=500), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
    )
    op.create_index(op.f("ix_letter_next_try"), "letter", ["next_try"], unique=False)
    op.create_table(
        "moderation_watched",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_watched")),
    )
    op.create_table(
        "poll",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("method_name", sa.String(length=32), nullable=False),
        sa.Column("opens", sa.DateTime(), nullable=True),
        sa.Column("closes", sa.DateTime(), nullable=True),
        sa.Column("max_items", sa.Integer(), nullable=True),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("max_points", sa.Integer(), nullable=True),
        sa.Column("budget", sa.Integer(), nullable=True),
        sa.Column("threshold", sa.Integer(), nullable=True),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("secret", sa.Boolean(), nullable=False),
        sa.Column("counting", sa.String(length=32), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("counted", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "NOT (sealed OR secret) OR closes IS NOT NULL", name=op.f("ck_poll_what_is_sealed_has_an_end")
        ),
        sa.CheckConstraint("NOT secret OR opens IS NOT NULL", name=op.f("ck_poll_what_is_secret_has_a_clock")),
        sa.CheckConstraint("budget > 0", name=op.f("ck_poll_budget_is_positive")),
        sa.CheckConstraint("closes IS NULL OR opens < closes", name=op.f("ck_poll_opens_before_it_closes")),
        sa.CheckConstraint("max_items > 0", name=op.f("ck_poll_max_items_is_positive")),
        sa.CheckConstraint("max_points > 0", name=op.f("ck_poll_max_points_is_positive")),
        sa.CheckConstraint("points > 0", name=op.f("ck_poll_points_are_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll")),
    )
    op.create_table(
        "search_stale",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_stale")),
    )
    op.create_table(
        "sent_form",
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("location", sa.String(length=2000), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sent_form")),
    )
    op.create_index(op.f("ix_sent_form_created"), "sent_form", ["created"], unique=False)
    op.create_table(
        "user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_key", sa.String(length=80), nullable=False),
        sa.Column("origin", sa.String(length=80), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("email_key", sa.String(length=254), nullable=True),
        sa.Column("password_hash", sa.String(length=256), nullable=True),
        sa.Column("confirmed", sa.DateTime(), nullable=True),
        sa.Column("banned", sa.DateTime(), nullable=True),
        sa.Column("ban_reason", sa.String(length=500), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=True),
        sa.Column("is_admin", sa.Boolean(), nullable=False),
        sa.Column("is_restricted", sa.Boolean(), nullable=False),
        sa.Column("recalls", sa.Integer(), nullable=False),
        sa.Column("united_with_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(email IS NULL) = (email_key IS NULL)", name=op.f("ck_user_address_and_its_key_go_together")
        ),
        sa.ForeignKeyConstraint(["united_with_id"], ["user.id"], name=op.f("fk_user_united_with_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("email_key", name=op.f("uq_user_email_key")),
        sa.UniqueConstraint("origin", "name_key", name=op.f("uq_user_origin_name_key")),
    )
    op.create_index(op.f("ix_user_name_key"), "user", ["name_key"], unique=False)
    op.create_index(op.f("ix_user_united_with_id"), "user", ["united_with_id"], unique=False)
    op.create_table(
        "account_session",
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("browser", sa.String(length=200), nullable=False),
        sa.Column("network", sa.String(length=43), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_account_session_user_id_user")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_account_session")),
    )
    op.create_index(op.f("ix_account_session_user_id"), "account_session", ["user_id"], unique=False)
    op.create_table(
        "api_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.String(length=200), nullable=False),
        sa.Column("expires", sa.DateTime(), nullable=False),
        sa.Column("recalls", sa.Integer(), nullable=False),
        sa.Column("used", sa.DateTime(), nullable=True),
        sa.Column("machine", sa.String(length=16), nullable=False),
        sa.Column("moved", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_api_token_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_token_token_hash")),
    )
    op.create_index(op.f("ix_api_token_user_id"), "api_token", ["user_id"], unique=False)
    op.create_table(
        "authenticator_app",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.String(length=200), nullable=False),
        sa.Column("confirmed", sa.DateTime(), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_authenticator_app_user_id_user")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_authenticator_app")),
    )
    op.create_table(
        "consultation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.String(length=400), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("territory", sa.String(length=120), nullable=False),
        sa.Column("organiser", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("opens", sa.DateTime(), nullable=False),
        sa.Column("closes", sa.DateTime(), nullable=True),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("elsewhere", sa.JSON(), nullable=False),
        sa.CheckConstraint("closes IS NULL OR opens < closes", name=op.f("ck_consultation_opens_before_it_closes")),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_consultation_poll_id_poll")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation")),
        sa.UniqueConstraint("poll_id", name=op.f("uq_consultation_poll_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_consultation_slug")),
    )
    op.create_index(op.f("ix_consultation_state"), "consultation", ["state"], unique=False)
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("base", sa.String(length=200), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("message", sa.String(length=500), nullable=False),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("stop", sa.Boolean(), nullable=False),
        sa.Column("started", sa.DateTime(), nullable=True),
        sa.Column("beat", sa.DateTime(), nullable=True),
        sa.Column("finished", sa.DateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_job_owner_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    op.create_index(op.f("ix_job_owner_id"), "job", ["owner_id"], unique=False)
    op.create_index("ix_job_state", "job", ["state", "id"], unique=False)
    op.create_table(
        "mailed_link",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("expires", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_mailed_link_user_id_user")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_mailed_link")),
    )
    op.create_index(op.f("ix_mailed_link_expires"), "mailed_link", ["expires"], unique=False)
    op.create_index(op.f("ix_mailed_link_user_id"), "mailed_link", ["user_id"], unique=False)
    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("credential", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("used", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_passkey_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential", name=op.f("uq_passkey_credential")),
    )
    op.create_index(op.f("ix_passkey_user_id"), "passkey", ["user_id"], unique=False)
    op.create_table(
        "poll_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("cost", sa.Integer(), nullable=True),
        sa.CheckConstraint("cost > 0", name=op.f("ck_poll_item_cost_is_positive")),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_poll_item_poll_id_poll")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_item")),
    )
    op.create_index(op.f("ix_poll_item_poll_id"), "poll_item", ["poll_id"], unique=False)
    op.create_table(
        "recovery_code",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_recovery_code_user_id_user")),
        sa.PrimaryKeyConstraint("user_id", "digest", name=op.f("pk_recovery_code")),
    )
    op.create_table(
        "seat",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_seat_poll_id_poll")),
        sa.PrimaryKeyConstraint("poll_id", "code_hash", name=op.f("pk_seat")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "turnout",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("voter_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_turnout_poll_id_poll")),
        sa.ForeignKeyConstraint(["voter_id"], ["user.id"], name=op.f("fk_turnout_voter_id_user")),
        sa.PrimaryKeyConstraint("poll_id", "voter_id", name=op.f("pk_turnout")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_turnout_voter_id"), "turnout", ["voter_id"], unique=False)
    op.create_table(
        "vote_cancellation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("undone", sa.DateTime(), nullable=True),
        sa.Column("undone_reason", sa.String(length=1000), nullable=False),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("reason != ''", name=op.f("ck_vote_cancellation_there_is_a_reason")),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_vote_cancellation_actor_id_user")),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_vote_cancellation_poll_id_poll")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["user.id"], name=op.f("fk_vote_cancellation_undone_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vote_cancellation")),
    )
    op.create_index(op.f("ix_vote_cancellation_poll_id"), "vote_cancellation", ["poll_id"], unique=False)
    op.create_table(
        "vote_entry",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("ballot", sa.String(length=32), nullable=False),
        sa.Column("receipt", sa.String(length=32), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("leaf", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_vote_entry_poll_id_poll")),
        sa.PrimaryKeyConstraint("poll_id", "number", name=op.f("pk_vote_entry")),
        sa.UniqueConstraint("receipt", name=op.f("uq_vote_entry_receipt")),
        info={"append_only": True},
    )
    op.create_table(
        "vote_head",
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_vote_head_poll_id_poll")),
        sa.PrimaryKeyConstraint("poll_id", "size", name=op.f("pk_vote_head")),
        info={"append_only": True},
    )
    op.create_table(
        "attendee",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("organisation_key", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_attendee_consultation_id_consultation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendee")),
        sa.UniqueConstraint("consultation_id", "person", name=op.f("uq_attendee_consultation_id_person")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_audit_entry_actor_id_user")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_audit_entry_consultation_id_consultation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
        info={"append_only": True},
    )
    op.create_index(op.f("ix_audit_entry_action"), "audit_entry", ["action"], unique=False)
    op.create_index(op.f("ix_audit_entry_actor_id"), "audit_entry", ["actor_id"], unique=False)
    op.create_index(op.f("ix_audit_entry_consultation_id"), "audit_entry", ["consultation_id"], unique=False)
    op.create_index("ix_audit_entry_subject", "audit_entry", ["kind", "thing_id"], unique=False)
    op.create_table(
        "budget_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=32), nullable=False),
        sa.Column("account", sa.String(length=8), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("cents >= 0", name=op.f("ck_budget_line_cents_are_not_negative")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_budget_line_consultation_id_consultation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_line")),
    )
    op.create_index(op.f("ix_budget_line_consultation_id"), "budget_line", ["consultation_id"], unique=False)
    op.create_table(
        "charter_acceptance",
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_charter_acceptance_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_charter_acceptance_user_id_user")),
        sa.PrimaryKeyConstraint("user_id", "consultation_id", name=op.f("pk_charter_acceptance")),
        info={"append_only": True},
    )
    op.create_table(
        "coding_sample",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("closed", sa.DateTime(), nullable=True),
        sa.Column("published", sa.DateTime(), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.CheckConstraint("first_id <> second_id", name=op.f("ck_coding_sample_two_people")),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_coding_sample_actor_id_user")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_coding_sample_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["first_id"], ["user.id"], name=op.f("fk_coding_sample_first_id_user")),
        sa.ForeignKeyConstraint(["second_id"], ["user.id"], name=op.f("fk_coding_sample_second_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coding_sample")),
    )
    op.create_index(op.f("ix_coding_sample_actor_id"), "coding_sample", ["actor_id"], unique=False)
    op.create_index(op.f("ix_coding_sample_consultation_id"), "coding_sample", ["consultation_id"], unique=False)
    op.create_index(op.f("ix_coding_sample_first_id"), "coding_sample", ["first_id"], unique=False)
    op.create_index(op.f("ix_coding_sample_second_id"), "coding_sample", ["second_id"], unique=False)
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("rule", sa.String(length=32), nullable=True),
        sa.Column("law", sa.String(length=300), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("scope", sa.String(length=32), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=True),
        sa.Column("place_before", sa.String(length=40), nullable=True),
        sa.Column("place_after", sa.String(length=40), nullable=True),
        sa.Column("joined", sa.Integer(), nullable=True),
        sa.Column("lifts_id", sa.Integer(), nullable=True),
        sa.Column("batch", sa.String(length=16), nullable=True),
        sa.Column("is_automated", sa.Boolean(), nullable=False),
        sa.Column("moderator_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("appeal_until", sa.DateTime(), nullable=True),
        sa.Column("delay", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(action = 'lift') = (lifts_id IS NOT NULL)", name=op.f("ck_decision_a_lifting_ends_something")
        ),
        sa.CheckConstraint(
            "(action = 'merge') = (joined IS NOT NULL)", name=op.f("ck_decision_a_merge_joins_something")
        ),
        sa.CheckConstraint(
            "(action = 'move') = (place_after IS NOT NULL)", name=op.f("ck_decision_a_move_leads_somewhere")
        ),
        sa.CheckConstraint(
            "(action IN ('hide', 'merge') AND scope = 'text') OR (action IN ('ban', 'suspend') AND scope IN ('consultation', 'site')) OR (action NOT IN ('hide', 'merge', 'ban', 'suspend') AND scope = 'nothing')",
            name=op.f("ck_decision_scope_fits_the_measure"),
        ),
        sa.CheckConstraint(
            "(action IN ('reword', 'suspend')) = (until IS NOT NULL)", name=op.f("ck_decision_what_lasts_has_an_end")
        ),
        sa.CheckConstraint(
            "action NOT IN ('ban', 'hide', 'merge', 'move', 'reword', 'suspend', 'warn') OR (rule IS NOT NULL AND length(trim(facts)) > 0 AND length(trim(statement)) > 0 AND author_id IS NOT NULL AND appeal_until IS NOT NULL)",
            name=op.f("ck_decision_a_sanction_states_its_reasons"),
        ),
        sa.CheckConstraint(
            "rule <> 'illegal' OR length(trim(law)) > 0", name=op.f("ck_decision_what_is_illegal_breaks_a_law")
        ),
        sa.CheckConstraint("is_automated OR moderator_id IS NOT NULL", name=op.f("ck_decision_somebody_decides")),
        sa.CheckConstraint("length(trim(statement)) > 0", name=op.f("ck_decision_every_decision_says_something")),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_decision_author_id_user")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_decision_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["lifts_id"], ["decision.id"], name=op.f("fk_decision_lifts_id_decision")),
        sa.ForeignKeyConstraint(["moderator_id"], ["user.id"], name=op.f("fk_decision_moderator_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("id", "author_id", name=op.f("uq_decision_id_author_id")),
        sa.UniqueConstraint("id", "moderator_id", name=op.f("uq_decision_id_moderator_id")),
        info={"append_only": True},
    )
    op.create_index("ix_decision_author", "decision", ["author_id", "id"], unique=False)
    op.create_index("ix_decision_batch", "decision", ["batch"], unique=False)
    op.create_index("ix_decision_joined", "decision", ["kind", "joined"], unique=False)
    op.create_index("ix_decision_register", "decision", ["created", "id"], unique=False)
    op.create_index("ix_decision_register_of_one", "decision", ["consultation_id", "created", "id"], unique=False)
    op.create_index("ix_decision_thing", "decision", ["kind", "thing_id", "id"], unique=False)
    op.create_index("ix_decision_until", "decision", ["until"], unique=False)
    op.create_table(
        "evaluation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("published", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_evaluation_consultation_id_consultation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation")),
        sa.UniqueConstraint("consultation_id", name=op.f("uq_evaluation_consultation_id")),
    )
    op.create_table(
        "export",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("dataset_name", sa.String(length=40), nullable=False),
        sa.Column("format_name", sa.String(length=16), nullable=False),
        sa.Column("expires", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_export_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_export_job_id_job"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_export_owner_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export")),
        sa.UniqueConstraint("token", name=op.f("uq_export_token")),
    )
    op.create_index(op.f("ix_export_consultation_id"), "export", ["consultation_id"], unique=False)
    op.create_index(op.f("ix_export_expires"), "export", ["expires"], unique=False)
    op.create_index(op.f("ix_export_job_id"), "export", ["job_id"], unique=False)
    op.create_index("ix_export_owner_id_id", "export", ["owner_id", "id"], unique=False)
    op.create_table(
        "fund",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("granted", sa.BigInteger(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.CheckConstraint("0 <= granted AND granted <= amount", name=op.f("ck_fund_no_more_is_granted_than_there_is")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_fund_consultation_id_consultation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund")),
        sa.UniqueConstraint("consultation_id", name=op.f("uq_fund_consultation_id")),
    )
    op.create_table(
        "given_identifier",
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("identifier", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_given_identifier_consultation_id_consultation")
        ),
        sa.PrimaryKeyConstraint("consultation_id", "kind", "row_id", name=op.f("pk_given_identifier")),
    )
    op.create_table(
        "grouping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("computed", sa.DateTime(), nullable=True),
        sa.Column("published", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_grouping_consultation_id_consultation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grouping")),
        sa.UniqueConstraint("consultation_id", name=op.f("uq_grouping_consultation_id")),
    )
    op.create_table(
        "house_rules",
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("charter", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("wordings", sa.JSON(), nullable=False),
        sa.Column("proposals", sa.String(length=32), nullable=False),
        sa.Column("comments", sa.String(length=32), nullable=False),
        sa.Column("projects", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_house_rules_consultation_id_consultation")
        ),
        sa.PrimaryKeyConstraint("consultation_id", name=op.f("pk_house_rules")),
    )
    op.create_table(
        "kept_row",
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("dataset_name", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_kept_row_consultation_id_consultation")
        ),
        sa.PrimaryKeyConstraint("consultation_id", "dataset_name", "position", name=op.f("pk_kept_row")),
    )
    op.create_table(
        "key_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.Column("counted", sa.String(length=32), nullable=True),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("previous", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("(counted IS NULL) <> (value = '')", name=op.f("ck_key_figure_typed_or_counted")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_key_figure_consultation_id_consultation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_figure")),
    )
    op.create_index(op.f("ix_key_figure_consultation_id"), "key_figure", ["consultation_id"], unique=False)
    op.create_table(
        "letterhead",
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("colour", sa.String(length=7), nullable=False),
        sa.Column("logo", sa.LargeBinary(), nullable=True),
        sa.Column("logo_alt", sa.String(length=200), nullable=False),
        sa.Column("legal", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_letterhead_consultation_id_consultation")
        ),
        sa.PrimaryKeyConstraint("consultation_id", name=op.f("pk_letterhead")),
    )
    op.create_table(
        "membership",
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("withheld", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_membership_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_membership_user_id_user")),
        sa.PrimaryKeyConstraint("user_id", "consultation_id", name=op.f("pk_membership")),
    )
    op.create_index(op.f("ix_membership_consultation_id"), "membership", ["consultation_id"], unique=False)
    op.create_table(
        "milestone_concerned",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("silent", sa.Boolean(), nullable=False),
        sa.Column("told", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_milestone_concerned_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_milestone_concerned_user_id_user")),
        sa.PrimaryKeyConstraint("user_id", "consultation_id", name=op.f("pk_milestone_concerned")),
    )
    op.create_index(op.f("ix_milestone_concerned_told"), "milestone_concerned", ["told"], unique=False)
    op.create_index(op.f("ix_milestone_concerned_user_id"), "milestone_concerned", ["user_id"], unique=False)
    op.create_table(
        "open_data_key",
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_open_data_key_consultation_id_consultation")
        ),
        sa.PrimaryKeyConstraint("consultation_id", name=op.f("pk_open_data_key")),
    )
    op.create_table(
        "pair_search",
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("proposals", sa.Integer(), nullable=False),
        sa.Column("pairs", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_pair_search_consultation_id_consultation")
        ),
        sa.PrimaryKeyConstraint("consultation_id", name=op.f("pk_pair_search")),
    )
    op.create_table(
        "phase",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("opens", sa.DateTime(), nullable=False),
        sa.Column("closes", sa.DateTime(), nullable=True),
        sa.Column("activities", sa.String(length=200), nullable=False),
        sa.CheckConstraint("closes IS NULL OR opens < closes", name=op.f("ck_phase_opens_before_it_closes")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_phase_consultation_id_consultation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phase")),
    )
    op.create_index("ix_phase_consultation_id", "phase", ["consultation_id"], unique=False)
    op.create_table(
        "place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.CheckConstraint("latitude BETWEEN -90 AND 90", name=op.f("ck_place_latitude_is_on_earth")),
        sa.CheckConstraint("longitude BETWEEN -180 AND 180", name=op.f("ck_place_longitude_is_on_earth")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_place_consultation_id_consultation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
        sa.UniqueConstraint("consultation_id", "name", name=op.f("uq_place_consultation_id_name")),
    )
    op.create_table(
        "profile",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("visibility", sa.String(length=32), nullable=False),
        sa.Column("reword_until", sa.DateTime(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_profile_author_id_user")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_profile_consultation_id_consultation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile")),
        sa.UniqueConstraint("author_id", "consultation_id", name=op.f("uq_profile_author_id_consultation_id")),
    )
    op.create_index(op.f("ix_profile_author_id"), "profile", ["author_id"], unique=False)
    op.create_index(op.f("ix_profile_consultation_id"), "profile", ["consultation_id"], unique=False)
    op.create_table(
        "programme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("acronym", sa.String(length=80), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("source_version", sa.String(length=80), nullable=False),
        sa.Column("starts", sa.Date(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_programme_consultation_id_consultation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint("consultation_id", name=op.f("uq_programme_consultation_id")),
    )
    op.create_table(
        "programme_release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_programme_release_actor_id_user")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_programme_release_consultation_id_consultation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_release")),
        sa.UniqueConstraint("consultation_id", "number", name=op.f("uq_programme_release_consultation_id_number")),
        info={"append_only": True},
    )
    op.create_table(
        "public_poll",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("audience", sa.String(length=32), nullable=False),
        sa.Column("published", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_public_poll_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_public_poll_poll_id_poll")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_poll")),
        sa.UniqueConstraint("poll_id", name=op.f("uq_public_poll_poll_id")),
    )
    op.create_index(op.f("ix_public_poll_consultation_id"), "public_poll", ["consultation_id"], unique=False)
    op.create_table(
        "register_head",
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_register_head_consultation_id_consultation")
        ),
        sa.PrimaryKeyConstraint("consultation_id", name=op.f("pk_register_head")),
    )
    op.create_table(
        "register_line",
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_register_line_consultation_id_consultation")
        ),
        sa.PrimaryKeyConstraint("consultation_id", "number", name=op.f("pk_register_line")),
        info={"append_only": True},
    )
    op.create_table(
        "remark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("judged", sa.String(length=32), nullable=False),
        sa.Column("topic", sa.String(length=80), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_remark_consultation_id_consultation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark")),
    )
    op.create_index(op.f("ix_remark_consultation_id"), "remark", ["consultation_id"], unique=False)
    op.create_table(
        "rework",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("undone", sa.DateTime(), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_reason", sa.String(length=1000), nullable=False),
        sa.CheckConstraint("(undone IS NULL) = (undone_by_id IS NULL)", name=op.f("ck_rework_who_undid_it_is_known")),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_rework_actor_id_user")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_rework_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["undone_by_id"], ["user.id"], name=op.f("fk_rework_undone_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rework")),
    )
    op.create_index(op.f("ix_rework_consultation_id"), "rework", ["consultation_id"], unique=False)
    op.create_table(
        "section",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_section_consultation_id_consultation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section")),
        sa.UniqueConstraint("consultation_id", "slug", name=op.f("uq_section_consultation_id_slug")),
    )
    op.create_table(
        "speaker",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("guid", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("biography", sa.Text(), nullable=False),
        sa.Column("extra", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_speaker_consultation_id_consultation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speaker")),
        sa.UniqueConstraint("consultation_id", "key", name=op.f("uq_speaker_consultation_id_key")),
    )
    op.create_table(
        "suggestion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("finished", sa.DateTime(), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.CheckConstraint("count IS NULL OR count > 0", name=op.f("ck_suggestion_at_least_one_theme")),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_suggestion_actor_id_user")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_suggestion_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_suggestion_job_id_job"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion")),
    )
    op.create_index(op.f("ix_suggestion_actor_id"), "suggestion", ["actor_id"], unique=False)
    op.create_index("ix_suggestion_consultation_id_id", "suggestion", ["consultation_id", "id"], unique=False)
    op.create_index(op.f("ix_suggestion_job_id"), "suggestion", ["job_id"], unique=False)
    op.create_table(
        "tally",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("mark", sa.String(length=16), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count >= 0", name=op.f("ck_tally_count_is_not_negative")),
        sa.ForeignKeyConstraint(["item_id"], ["poll_item.id"], name=op.f("fk_tally_item_id_poll_item")),
        sa.PrimaryKeyConstraint("item_id", "source", "mark", name=op.f("pk_tally")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "theme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("colour", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("facilitator_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_theme_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["facilitator_id"], ["user.id"], name=op.f("fk_theme_facilitator_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme")),
        sa.UniqueConstraint("consultation_id", "slug", name=op.f("uq_theme_consultation_id_slug")),
    )
    op.create_index(op.f("ix_theme_facilitator_id"), "theme", ["facilitator_id"], unique=False)
    op.create_table(
        "theme_map",
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("drawn", sa.DateTime(), nullable=True),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("areas", sa.JSON(), nullable=False),
        sa.Column("dots", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_theme_map_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_theme_map_job_id_job"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("consultation_id", name=op.f("pk_theme_map")),
    )
    op.create_index(op.f("ix_theme_map_job_id"), "theme_map", ["job_id"], unique=False)
    op.create_table(
        "thread",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("visibility", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_thread_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_thread_poll_id_poll")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread")),
    )
    op.create_index(op.f("ix_thread_consultation_id"), "thread", ["consultation_id"], unique=False)
    op.create_table(
        "vote",
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("voter_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=16), nullable=False),
        sa.Column("ballot", sa.String(length=32), nullable=False),
        sa.Column("receipt", sa.String(length=32), nullable=False),
        sa.Column("cancellation_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["cancellation_id"], ["vote_cancellation.id"], name=op.f("fk_vote_cancellation_id_vote_cancellation")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["poll_item.id"], name=op.f("fk_vote_item_id_poll_item")),
        sa.ForeignKeyConstraint(["voter_id"], ["user.id"], name=op.f("fk_vote_voter_id_user")),
        sa.PrimaryKeyConstraint("item_id", "voter_id", name=op.f("pk_vote")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_vote_cancellation_id"), "vote", ["cancellation_id"], unique=False)
    op.create_index(op.f("ix_vote_voter_id"), "vote", ["voter_id"], unique=False)
    op.create_table(
        "webhook",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_webhook_author_id_user")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_webhook_consultation_id_consultation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
    )
    op.create_index(op.f("ix_webhook_consultation_id"), "webhook", ["consultation_id"], unique=False)
    op.create_table(
        "workshop",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("question", sa.String(length=300), nullable=False),
        sa.Column("tables", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("points BETWEEN 1 AND 20", name=op.f("ck_workshop_there_are_points")),
        sa.CheckConstraint("tables BETWEEN 1 AND 60", name=op.f("ck_workshop_there_are_tables")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_workshop_consultation_id_consultation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop")),
        sa.UniqueConstraint("id", "points", name=op.f("uq_workshop_id_points")),
    )
    op.create_index(op.f("ix_workshop_consultation_id"), "workshop", ["consultation_id"], unique=False)
    op.create_table(
        "appeal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("judge_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("ruled", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "(outcome IS NULL) = (judge_id IS NULL) AND (outcome IS NULL) = (ruled IS NULL) AND (outcome IS NULL OR length(trim(reasons)) > 0)",
            name=op.f("ck_appeal_a_ruling_is_complete"),
        ),
        sa.CheckConstraint("judge_id <> author_id", name=op.f("ck_appeal_nobody_judges_themselves")),
        sa.CheckConstraint("judge_id <> decided_by_id", name=op.f("ck_appeal_somebody_else_judges")),
        sa.CheckConstraint("length(trim(body)) > 0", name=op.f("ck_appeal_an_appeal_says_why")),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_appeal_author_id_user")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_appeal_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user.id"], name=op.f("fk_appeal_decided_by_id_user")),
        sa.ForeignKeyConstraint(
            ["decision_id", "author_id"],
            ["decision.id", "decision.author_id"],
            name=op.f("fk_appeal_decision_id_author_id_decision"),
        ),
        sa.ForeignKeyConstraint(
            ["decision_id", "decided_by_id"],
            ["decision.id", "decision.moderator_id"],
            name=op.f("fk_appeal_decision_id_decided_by_id_decision"),
        ),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_appeal_decision_id_decision")),
        sa.ForeignKeyConstraint(["judge_id"], ["user.id"], name=op.f("fk_appeal_judge_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_appeal_decision_id")),
    )
    op.create_index("ix_appeal_waiting", "appeal", ["consultation_id", "ruled", "id"], unique=False)
    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("root_id", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("stance", sa.String(length=32), nullable=True),
        sa.Column("is_team", sa.Boolean(), nullable=False),
        sa.Column("edited", sa.DateTime(), nullable=True),
        sa.Column("external_key", sa.String(length=80), nullable=True),
        sa.Column("poll_item_id", sa.Integer(), nullable=False),
        sa.Column("support", sa.Integer(), nullable=False),
        sa.Column("visibility", sa.String(length=32), nullable=False),
        sa.Column("reword_until", sa.DateTime(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(parent_id IS NULL) = (root_id IS NULL)", name=op.f("ck_comment_a_reply_has_a_root")),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_comment_author_id_user")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_comment_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["comment.id"], name=op.f("fk_comment_parent_id_comment")),
        sa.ForeignKeyConstraint(["poll_item_id"], ["poll_item.id"], name=op.f("fk_comment_poll_item_id_poll_item")),
        sa.ForeignKeyConstraint(["root_id"], ["comment.id"], name=op.f("fk_comment_root_id_comment")),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_comment_thread_id_thread")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
        sa.UniqueConstraint("poll_item_id", name=op.f("uq_comment_poll_item_id")),
        sa.UniqueConstraint("thread_id", "external_key", name=op.f("uq_comment_thread_id_external_key")),
    )
    op.create_index(op.f("ix_comment_author_id"), "comment", ["author_id"], unique=False)
    op.create_index(op.f("ix_comment_consultation_id"), "comment", ["consultation_id"], unique=False)
    op.create_index(op.f("ix_comment_parent_id"), "comment", ["parent_id"], unique=False)
    op.create_index(op.f("ix_comment_root_id"), "comment", ["root_id"], unique=False)
    op.create_index("ix_comment_thread_created", "comment", ["thread_id", "root_id", "created", "id"], unique=False)
    op.create_index("ix_comment_thread_support", "comment", ["thread_id", "root_id", "support", "id"], unique=False)
    op.create_table(
        "decision_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("is_team", sa.Boolean(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.CheckConstraint("length(trim(body)) > 0", name=op.f("ck_decision_answer_an_answer_says_something")),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_decision_answer_author_id_user")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_decision_answer_decision_id_decision")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_answer")),
        info={"append_only": True},
    )
    op.create_index(op.f("ix_decision_answer_decision_id"), "decision_answer", ["decision_id"], unique=False)
    op.create_table(
        "group_participant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("grouping_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("organisation", sa.String(length=120), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(length=2000), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["grouping_id"], ["grouping.id"], name=op.f("fk_group_participant_grouping_id_grouping")
        ),
        sa.ForeignKeyConstraint(
            ["seat_id"], ["theme.id"], name=op.f("fk_group_participant_seat_id_theme"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_group_participant_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_participant")),
        sa.UniqueConstraint("grouping_id", "user_id", name=op.f("uq_group_participant_grouping_id_user_id")),
    )
    op.create_index("ix_group_participant_order", "group_participant", ["grouping_id", "name", "id"], unique=False)
    op.create_index(op.f("ix_group_participant_seat_id"), "group_participant", ["seat_id"], unique=False)
    op.create_index(op.f("ix_group_participant_user_id"), "group_participant", ["user_id"], unique=False)
    op.create_table(
        "group_room",
        sa.Column("grouping_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.CheckConstraint("0 <= least AND least <= most AND most > 0", name=op.f("ck_group_room_from_least_to_most")),
        sa.ForeignKeyConstraint(["grouping_id"], ["grouping.id"], name=op.f("fk_group_room_grouping_id_grouping")),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_group_room_theme_id_theme"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("grouping_id", "theme_id", name=op.f("pk_group_room")),
    )
    op.create_index(op.f("ix_group_room_theme_id"), "group_room", ["theme_id"], unique=False)
    op.create_table(
        "moderation_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("reports_down", sa.Integer(), nullable=False),
        sa.Column("waiting_since", sa.DateTime(), nullable=True),
        sa.Column("decided", sa.DateTime(), nullable=True),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("claimed_by_id", sa.Integer(), nullable=True),
        sa.Column("claimed", sa.DateTime(), nullable=True),
        sa.Column("notes", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["claimed_by_id"], ["user.id"], name=op.f("fk_moderation_case_claimed_by_id_user")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_moderation_case_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_moderation_case_decision_id_decision")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_case")),
        sa.UniqueConstraint("kind", "thing_id", name=op.f("uq_moderation_case_kind_thing_id")),
    )
    op.create_index("ix_moderation_case_decided", "moderation_case", ["consultation_id", "decided", "id"], unique=False)
    op.create_index(
        "ix_moderation_case_reports",
        "moderation_case",
        ["reports_down", "waiting_since", "id"],
        unique=False,
        sqlite_where=sa.text("waiting_since IS NOT NULL"),
        postgresql_where=sa.text("waiting_since IS NOT NULL"),
    )
    op.create_index(
        "ix_moderation_case_reports_of_one",
        "moderation_case",
        ["consultation_id", "reports_down", "waiting_since", "id"],
        unique=False,
        sqlite_where=sa.text("waiting_since IS NOT NULL"),
        postgresql_where=sa.text("waiting_since IS NOT NULL"),
    )
    op.create_index(
        "ix_moderation_case_waiting",
        "moderation_case",
        ["waiting_since", "id"],
        unique=False,
        sqlite_where=sa.text("waiting_since IS NOT NULL"),
        postgresql_where=sa.text("waiting_since IS NOT NULL"),
    )
    op.create_index(
        "ix_moderation_case_waiting_of_one",
        "moderation_case",
        ["consultation_id", "waiting_since", "id"],
        unique=False,
        sqlite_where=sa.text("waiting_since IS NOT NULL"),
        postgresql_where=sa.text("waiting_since IS NOT NULL"),
    )
    op.create_table(
        "programme_term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("vocabulary", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_programme_term_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_programme_term_theme_id_theme"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_term")),
        sa.UniqueConstraint(
            "consultation_id",
            "vocabulary",
            "name_key",
            name=op.f("uq_programme_term_consultation_id_vocabulary_name_key"),
        ),
    )
    op.create_index(op.f("ix_programme_term_theme_id"), "programme_term", ["theme_id"], unique=False)
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=True),
        sa.Column("theme_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("origin", sa.String(length=32), nullable=False),
        sa.Column("published", sa.DateTime(), nullable=True),
        sa.Column("edited", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered", sa.DateTime(), nullable=True),
        sa.Column("external_key", sa.String(length=80), nullable=True),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("poll_item_id", sa.Integer(), nullable=False),
        sa.Column("superseded", sa.Boolean(), nullable=False),
        sa.Column("support", sa.Integer(), nullable=False),
        sa.Column("comment_count", sa.Integer(), nullable=False),
        sa.Column("shuffle", sa.Integer(), nullable=False),
        sa.Column("visibility", sa.String(length=32), nullable=False),
        sa.Column("reword_until", sa.DateTime(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(visibility = 'draft') = (published IS NULL)", name=op.f("ck_proposal_a_draft_has_no_date")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_proposal_author_id_user")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_proposal_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["poll_item_id"], ["poll_item.id"], name=op.f("fk_proposal_poll_item_id_poll_item")),
        sa.ForeignKeyConstraint(["section_id"], ["section.id"], name=op.f("fk_proposal_section_id_section")),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_proposal_theme_id_theme")),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_proposal_thread_id_thread")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("consultation_id", "external_key", name=op.f("uq_proposal_consultation_id_external_key")),
        sa.UniqueConstraint("poll_item_id", name=op.f("uq_proposal_poll_item_id")),
        sa.UniqueConstraint("thread_id", name=op.f("uq_proposal_thread_id")),
    )
    op.create_index(op.f("ix_proposal_author_id"), "proposal", ["author_id"], unique=False)
    op.create_index(op.f("ix_proposal_consultation_id"), "proposal", ["consultation_id"], unique=False)
    op.create_index(
        "ix_proposal_discussed", "proposal", ["consultation_id", "visibility", "comment_count", "id"], unique=False
    )
    op.create_index(
        "ix_proposal_recent", "proposal", ["consultation_id", "visibility", "published", "id"], unique=False
    )
    op.create_index("ix_proposal_section", "proposal", ["section_id", "visibility", "published", "id"], unique=False)
    op.create_index("ix_proposal_shuffle", "proposal", ["consultation_id", "visibility", "shuffle", "id"], unique=False)
    op.create_index("ix_proposal_support", "proposal", ["consultation_id", "visibility", "support", "id"], unique=False)
    op.create_index("ix_proposal_theme", "proposal", ["theme_id", "visibility", "published", "id"], unique=False)
    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("reporter_id", sa.Integer(), nullable=True),
        sa.Column("contact", sa.String(length=254), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("objects_to_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'settled') = (decision_id IS NOT NULL)", name=op.f("ck_report_settled_by_a_decision")
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_report_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_report_decision_id_decision")),
        sa.ForeignKeyConstraint(["objects_to_id"], ["report.id"], name=op.f("fk_report_objects_to_id_report")),
        sa.ForeignKeyConstraint(["reporter_id"], ["user.id"], name=op.f("fk_report_reporter_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("objects_to_id", name=op.f("uq_report_objects_to_id")),
    )
    op.create_index(op.f("ix_report_decision_id"), "report", ["decision_id"], unique=False)
    op.create_index(op.f("ix_report_reporter_id"), "report", ["reporter_id"], unique=False)
    op.create_index("ix_report_thing", "report", ["kind", "thing_id", "id"], unique=False)
    op.create_index(
        "uq_report_one_open_each",
        "report",
        ["kind", "thing_id", "reporter_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "suggested_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("expressions", sa.JSON(), nullable=False),
        sa.Column("central", sa.JSON(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=True),
        sa.Column("is_locked", sa.Boolean(), nullable=False),
        sa.Column("is_silent", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["suggestion_id"], ["suggestion.id"], name=op.f("fk_suggested_group_suggestion_id_suggestion")
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_suggested_group_theme_id_theme"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggested_group")),
    )
    op.create_index(op.f("ix_suggested_group_suggestion_id"), "suggested_group", ["suggestion_id"], unique=False)
    op.create_index(op.f("ix_suggested_group_theme_id"), "suggested_group", ["theme_id"], unique=False)
    op.create_table(
        "suspension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=True),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("ends", sa.DateTime(), nullable=True),
        sa.Column("lifted", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_suspension_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_suspension_decision_id_decision")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_suspension_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspension")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_suspension_decision_id")),
    )
    op.create_index(op.f("ix_suspension_user_id"), "suspension", ["user_id"], unique=False)
    op.create_table(
        "theme_follow",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("told", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_theme_follow_theme_id_theme"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_theme_follow_user_id_user")),
        sa.PrimaryKeyConstraint("user_id", "theme_id", name=op.f("pk_theme_follow")),
    )
    op.create_index(op.f("ix_theme_follow_told"), "theme_follow", ["told"], unique=False)
    op.create_index(op.f("ix_theme_follow_user_id"), "theme_follow", ["user_id"], unique=False)
    op.create_table(
        "webhook_delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("webhook_id", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try", sa.DateTime(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("problem", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["webhook_id"], ["webhook.id"], name=op.f("fk_webhook_delivery_webhook_id_webhook"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_delivery")),
    )
    op.create_index("ix_webhook_delivery_due", "webhook_delivery", ["state", "next_try", "id"], unique=False)
    op.create_index("ix_webhook_delivery_webhook_id_id", "webhook_delivery", ["webhook_id", "id"], unique=False)
    op.create_table(
        "workshop_candidate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("paper_points", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("paper_points >= 0", name=op.f("ck_workshop_candidate_paper_points_are_not_negative")),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_workshop_candidate_theme_id_theme"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshop.id"], name=op.f("fk_workshop_candidate_workshop_id_workshop")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop_candidate")),
    )
    op.create_index(op.f("ix_workshop_candidate_theme_id"), "workshop_candidate", ["theme_id"], unique=False)
    op.create_index(op.f("ix_workshop_candidate_workshop_id"), "workshop_candidate", ["workshop_id"], unique=False)
    op.create_table(
        "workshop_seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("table_number", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("taken", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_workshop_seat_workshop_id_workshop")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop_seat")),
        sa.UniqueConstraint("workshop_id", "code_hash", name=op.f("uq_workshop_seat_workshop_id_code_hash")),
    )
    op.create_table(
        "workstream",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("aim", sa.String(length=500), nullable=False),
        sa.Column("publics", sa.String(length=300), nullable=False),
        sa.Column("place", sa.String(length=160), nullable=False),
        sa.Column("principle", sa.String(length=300), nullable=False),
        sa.Column("charter", sa.Text(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("facilitator_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_workstream_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["facilitator_id"], ["user.id"], name=op.f("fk_workstream_facilitator_id_user")),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_workstream_thread_id_thread")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workstream")),
        sa.UniqueConstraint("consultation_id", "slug", name=op.f("uq_workstream_consultation_id_slug")),
        sa.UniqueConstraint("thread_id", name=op.f("uq_workstream_thread_id")),
    )
    op.create_index(op.f("ix_workstream_facilitator_id"), "workstream", ["facilitator_id"], unique=False)
    op.create_table(
        "ad",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("found", sa.Boolean(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("edited", sa.DateTime(), nullable=True),
        sa.Column("audience", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("workstream_id", sa.Integer(), nullable=False),
        sa.Column("visibility", sa.String(length=32), nullable=False),
        sa.Column("reword_until", sa.DateTime(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_ad_author_id_user")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_ad_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["workstream_id"], ["workstream.id"], name=op.f("fk_ad_workstream_id_workstream")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ad")),
    )
    op.create_index(op.f("ix_ad_author_id"), "ad", ["author_id"], unique=False)
    op.create_index(op.f("ix_ad_consultation_id"), "ad", ["consultation_id"], unique=False)
    op.create_index("ix_ad_workstream_id", "ad", ["workstream_id", "id"], unique=False)
    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("before_id", sa.Integer(), nullable=True),
        sa.Column("before_title", sa.String(length=120), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=True),
        sa.Column("theme_title", sa.String(length=120), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("how", sa.String(length=32), nullable=False),
        sa.Column("suggested_title", sa.String(length=120), nullable=False),
        sa.Column("batch", sa.String(length=32), nullable=False),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_assignment_actor_id_user")),
        sa.ForeignKeyConstraint(
            ["before_id"], ["theme.id"], name=op.f("fk_assignment_before_id_theme"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_assignment_proposal_id_proposal")),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_assignment_theme_id_theme"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["undoes_id"], ["assignment.id"], name=op.f("fk_assignment_undoes_id_assignment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint("undoes_id", name=op.f("uq_assignment_undoes_id")),
    )
    op.create_index("ix_assignment_actor_id_id", "assignment", ["actor_id", "id"], unique=False)
    op.create_index(op.f("ix_assignment_batch"), "assignment", ["batch"], unique=False)
    op.create_index(op.f("ix_assignment_before_id"), "assignment", ["before_id"], unique=False)
    op.create_index(op.f("ix_assignment_proposal_id"), "assignment", ["proposal_id"], unique=False)
    op.create_index("ix_assignment_theme_id_id", "assignment", ["theme_id", "id"], unique=False)
    op.create_table(
        "case_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.CheckConstraint("length(trim(body)) > 0", name=op.f("ck_case_note_a_note_says_something")),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_case_note_author_id_user")),
        sa.ForeignKeyConstraint(["case_id"], ["moderation_case.id"], name=op.f("fk_case_note_case_id_moderation_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_note")),
        info={"append_only": True},
    )
    op.create_index(op.f("ix_case_note_case_id"), "case_note", ["case_id"], unique=False)
    op.create_table(
        "coding",
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("sample_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("coder_id", sa.Integer(), nullable=False),
        sa.Column("choice", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["coder_id"], ["user.id"], name=op.f("fk_coding_coder_id_user")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_coding_proposal_id_proposal")),
        sa.ForeignKeyConstraint(["sample_id"], ["coding_sample.id"], name=op.f("fk_coding_sample_id_coding_sample")),
        sa.PrimaryKeyConstraint("sample_id", "proposal_id", "coder_id", name=op.f("pk_coding")),
    )
    op.create_index(op.f("ix_coding_coder_id"), "coding", ["coder_id"], unique=False)
    op.create_index(op.f("ix_coding_proposal_id"), "coding", ["proposal_id"], unique=False)
    op.create_table(
        "coding_item",
        sa.Column("sample_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("settled", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_coding_item_proposal_id_proposal")),
        sa.ForeignKeyConstraint(
            ["sample_id"], ["coding_sample.id"], name=op.f("fk_coding_item_sample_id_coding_sample")
        ),
        sa.PrimaryKeyConstraint("sample_id", "position", name=op.f("pk_coding_item")),
        sa.UniqueConstraint("sample_id", "proposal_id", name=op.f("uq_coding_item_sample_id_proposal_id")),
    )
    op.create_index(op.f("ix_coding_item_proposal_id"), "coding_item", ["proposal_id"], unique=False)
    op.create_table(
        "contest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("waiting_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=True),
        sa.Column("theme_title", sa.String(length=120), nullable=False),
        sa.Column("wish_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("answer", sa.String(length=500), nullable=False),
        sa.Column("decided", sa.DateTime(), nullable=True),
        sa.Column("decider_id", sa.Integer(), nullable=True),
        sa.Column("after_title", sa.String(length=120), nullable=False),
        sa.CheckConstraint(
            "(outcome = 'waiting') = (waiting_id IS NOT NULL)", name=op.f("ck_contest_waiting_until_decided")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_contest_author_id_user")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_contest_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["decider_id"], ["user.id"], name=op.f("fk_contest_decider_id_user")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_contest_proposal_id_proposal")),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_contest_theme_id_theme"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["waiting_id"], ["proposal.id"], name=op.f("fk_contest_waiting_id_proposal")),
        sa.ForeignKeyConstraint(["wish_id"], ["theme.id"], name=op.f("fk_contest_wish_id_theme"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contest")),
        sa.UniqueConstraint("waiting_id", name=op.f("uq_contest_waiting_id")),
    )
    op.create_index(op.f("ix_contest_author_id"), "contest", ["author_id"], unique=False)
    op.create_index(
        "ix_contest_consultation_id_outcome_id", "contest", ["consultation_id", "outcome", "id"], unique=False
    )
    op.create_index(op.f("ix_contest_decider_id"), "contest", ["decider_id"], unique=False)
    op.create_index(op.f("ix_contest_proposal_id"), "contest", ["proposal_id"], unique=False)
    op.create_index(op.f("ix_contest_theme_id"), "contest", ["theme_id"], unique=False)
    op.create_index(op.f("ix_contest_wish_id"), "contest", ["wish_id"], unique=False)
    op.create_table(
        "fidelity",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=32), nullable=False),
        sa.Column("sentence", sa.String(length=300), nullable=False),
        sa.Column("given", sa.DateTime(), nullable=False),
        sa.CheckConstraint("answer = 'yes' OR sentence != ''", name=op.f("ck_fidelity_a_doubt_is_said")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_fidelity_proposal_id_proposal")),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_fidelity")),
    )
    op.create_table(
        "group_tie",
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("together", sa.Boolean(), nullable=False),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_group_tie_the_lower_number_first")),
        sa.ForeignKeyConstraint(
            ["first_id"],
            ["group_participant.id"],
            name=op.f("fk_group_tie_first_id_group_participant"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["second_id"],
            ["group_participant.id"],
            name=op.f("fk_group_tie_second_id_group_participant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("first_id", "second_id", name=op.f("pk_group_tie")),
    )
    op.create_index(op.f("ix_group_tie_second_id"), "group_tie", ["second_id"], unique=False)
    op.create_table(
        "group_wish",
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.CheckConstraint("rank > 0", name=op.f("ck_group_wish_ranks_from_one")),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["group_participant.id"],
            name=op.f("fk_group_wish_participant_id_group_participant"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_group_wish_theme_id_theme"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("participant_id", "theme_id", name=op.f("pk_group_wish")),
        sa.UniqueConstraint("participant_id", "rank", name=op.f("uq_group_wish_participant_id_rank")),
    )
    op.create_index(op.f("ix_group_wish_theme_id"), "group_wish", ["theme_id"], unique=False)
    op.create_table(
        "inherited_support",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("asked", sa.DateTime(), nullable=True),
        sa.Column("answer", sa.String(length=32), nullable=True),
        sa.Column("answered", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered IS NULL)", name=op.f("ck_inherited_support_an_answer_has_its_date")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["user.id"], name=op.f("fk_inherited_support_person_id_user")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_inherited_support_proposal_id_proposal")
        ),
        sa.PrimaryKeyConstraint("proposal_id", "person_id", name=op.f("pk_inherited_support")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_inherited_support_person_id"), "inherited_support", ["person_id"], unique=False)
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("workstream_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("organisation", sa.String(length=160), nullable=False),
        sa.Column("role", sa.String(length=120), nullable=False),
        sa.Column("message", sa.String(length=500), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("answered", sa.DateTime(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_invitation_actor_id_user")),
        sa.ForeignKeyConstraint(["person_id"], ["user.id"], name=op.f("fk_invitation_person_id_user")),
        sa.ForeignKeyConstraint(
            ["workstream_id"], ["workstream.id"], name=op.f("fk_invitation_workstream_id_workstream")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
    )
    op.create_index(op.f("ix_invitation_actor_id"), "invitation", ["actor_id"], unique=False)
    op.create_index(op.f("ix_invitation_person_id"), "invitation", ["person_id"], unique=False)
    op.create_index(op.f("ix_invitation_workstream_id"), "invitation", ["workstream_id"], unique=False)
    op.create_table(
        "likely_pair",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("title", sa.Double(), nullable=False),
        sa.Column("body", sa.Double(), nullable=False),
        sa.Column("meaning", sa.Double(), nullable=False),
        sa.Column("dismissed", sa.DateTime(), nullable=True),
        sa.Column("dismissed_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_likely_pair_the_lower_number_first")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_likely_pair_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["dismissed_by_id"], ["user.id"], name=op.f("fk_likely_pair_dismissed_by_id_user")),
        sa.ForeignKeyConstraint(["first_id"], ["proposal.id"], name=op.f("fk_likely_pair_first_id_proposal")),
        sa.ForeignKeyConstraint(["second_id"], ["proposal.id"], name=op.f("fk_likely_pair_second_id_proposal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_likely_pair")),
        sa.UniqueConstraint("first_id", "second_id", name=op.f("uq_likely_pair_first_id_second_id")),
    )
    op.create_index("ix_likely_pair_score", "likely_pair", ["consultation_id", "score", "id"], unique=False)
    op.create_index(op.f("ix_likely_pair_second_id"), "likely_pair", ["second_id"], unique=False)
    op.create_table(
        "mention",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("handle", sa.String(length=80), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_mention_comment_id_comment")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_mention_user_id_user")),
        sa.PrimaryKeyConstraint("comment_id", "handle", name=op.f("pk_mention")),
    )
    op.create_index(op.f("ix_mention_user_id"), "mention", ["user_id"], unique=False)
    op.create_table(
        "minutes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("held", sa.Date(), nullable=False),
        sa.Column("present", sa.String(length=1000), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("edited", sa.DateTime(), nullable=True),
        sa.Column("audience", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("workstream_id", sa.Integer(), nullable=False),
        sa.Column("visibility", sa.String(length=32), nullable=False),
        sa.Column("reword_until", sa.DateTime(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_minutes_author_id_user")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_minutes_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["workstream_id"], ["workstream.id"], name=op.f("fk_minutes_workstream_id_workstream")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes")),
    )
    op.create_index(op.f("ix_minutes_author_id"), "minutes", ["author_id"], unique=False)
    op.create_index(op.f("ix_minutes_consultation_id"), "minutes", ["consultation_id"], unique=False)
    op.create_index("ix_minutes_workstream_id", "minutes", ["workstream_id", "id"], unique=False)
    op.create_table(
        "news",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("edited", sa.DateTime(), nullable=True),
        sa.Column("audience", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("workstream_id", sa.Integer(), nullable=False),
        sa.Column("visibility", sa.String(length=32), nullable=False),
        sa.Column("reword_until", sa.DateTime(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_news_author_id_user")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_news_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["workstream_id"], ["workstream.id"], name=op.f("fk_news_workstream_id_workstream")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news")),
    )
    op.create_index(op.f("ix_news_author_id"), "news", ["author_id"], unique=False)
    op.create_index(op.f("ix_news_consultation_id"), "news", ["consultation_id"], unique=False)
    op.create_index("ix_news_workstream_id", "news", ["workstream_id", "created", "id"], unique=False)
    op.create_table(
        "other_theme",
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_other_theme_actor_id_user")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_other_theme_proposal_id_proposal")),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_other_theme_theme_id_theme"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("proposal_id", "theme_id", name=op.f("pk_other_theme")),
    )
    op.create_index(op.f("ix_other_theme_actor_id"), "other_theme", ["actor_id"], unique=False)
    op.create_index(op.f("ix_other_theme_theme_id"), "other_theme", ["theme_id"], unique=False)
    op.create_table(
        "poll_option",
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("public_poll_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["poll_item.id"], name=op.f("fk_poll_option_item_id_poll_item")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_poll_option_proposal_id_proposal")),
        sa.ForeignKeyConstraint(
            ["public_poll_id"], ["public_poll.id"], name=op.f("fk_poll_option_public_poll_id_public_poll")
        ),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_poll_option")),
    )
    op.create_index(op.f("ix_poll_option_proposal_id"), "poll_option", ["proposal_id"], unique=False)
    op.create_index(op.f("ix_poll_option_public_poll_id"), "poll_option", ["public_poll_id"], unique=False)
    op.create_table(
        "project",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("workstream_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("audience", sa.String(length=300), nullable=False),
        sa.Column("lead", sa.String(length=300), nullable=False),
        sa.Column("partners", sa.String(length=1000), nullable=False),
        sa.Column("needs", sa.String(length=1000), nullable=False),
        sa.Column("territory", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("visibility", sa.String(length=32), nullable=False),
        sa.Column("reword_until", sa.DateTime(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_project_author_id_user")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_project_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["workstream_id"], ["workstream.id"], name=op.f("fk_project_workstream_id_workstream")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
    )
    op.create_index(op.f("ix_project_author_id"), "project", ["author_id"], unique=False)
    op.create_index(op.f("ix_project_consultation_id"), "project", ["consultation_id"], unique=False)
    op.create_index("ix_project_workstream_id", "project", ["workstream_id", "id"], unique=False)
    op.create_table(
        "proposal_version",
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_proposal_version_author_id_user")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_version_proposal_id_proposal")
        ),
        sa.PrimaryKeyConstraint("proposal_id", "number", name=op.f("pk_proposal_version")),
    )
    op.create_table(
        "resource",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("borrower", sa.String(length=160), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("edited", sa.DateTime(), nullable=True),
        sa.Column("audience", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("workstream_id", sa.Integer(), nullable=False),
        sa.Column("visibility", sa.String(length=32), nullable=False),
        sa.Column("reword_until", sa.DateTime(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_resource_author_id_user")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_resource_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(
            ["workstream_id"], ["workstream.id"], name=op.f("fk_resource_workstream_id_workstream")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource")),
    )
    op.create_index(op.f("ix_resource_author_id"), "resource", ["author_id"], unique=False)
    op.create_index(op.f("ix_resource_consultation_id"), "resource", ["consultation_id"], unique=False)
    op.create_index("ix_resource_workstream_id", "resource", ["workstream_id", "id"], unique=False)
    op.create_table(
        "rework_original",
        sa.Column("rework_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=True),
        sa.Column("told", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["held"], ["proposal.id"], name=op.f("fk_rework_original_held_proposal")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_rework_original_proposal_id_proposal")),
        sa.ForeignKeyConstraint(["rework_id"], ["rework.id"], name=op.f("fk_rework_original_rework_id_rework")),
        sa.PrimaryKeyConstraint("rework_id", "proposal_id", name=op.f("pk_rework_original")),
        sa.UniqueConstraint("held", name=op.f("uq_rework_original_held")),
    )
    op.create_index(op.f("ix_rework_original_proposal_id"), "rework_original", ["proposal_id"], unique=False)
    op.create_table(
        "rework_result",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("rework_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_rework_result_proposal_id_proposal")),
        sa.ForeignKeyConstraint(["rework_id"], ["rework.id"], name=op.f("fk_rework_result_rework_id_rework")),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_rework_result")),
    )
    op.create_index(op.f("ix_rework_result_rework_id"), "rework_result", ["rework_id"], unique=False)
    op.create_table(
        "shared_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("name", sa.String(length=110), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("edited", sa.DateTime(), nullable=True),
        sa.Column("audience", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("workstream_id", sa.Integer(), nullable=False),
        sa.Column("visibility", sa.String(length=32), nullable=False),
        sa.Column("reword_until", sa.DateTime(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_shared_file_author_id_user")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_shared_file_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(
            ["workstream_id"], ["workstream.id"], name=op.f("fk_shared_file_workstream_id_workstream")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_file")),
        sa.UniqueConstraint("token", name=op.f("uq_shared_file_token")),
    )
    op.create_index(op.f("ix_shared_file_author_id"), "shared_file", ["author_id"], unique=False)
    op.create_index(op.f("ix_shared_file_consultation_id"), "shared_file", ["consultation_id"], unique=False)
    op.create_index("ix_shared_file_workstream_id", "shared_file", ["workstream_id", "id"], unique=False)
    op.create_table(
        "suggested_place",
        sa.Column("suggestion_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("confidence", sa.Integer(), nullable=False),
        sa.Column("why", sa.JSON(), nullable=False),
        sa.Column("text_version", sa.Integer(), nullable=False),
        sa.Column("nearest_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("confidence BETWEEN 0 AND 100", name=op.f("ck_suggested_place_confidence_in_per_cent")),
        sa.ForeignKeyConstraint(
            ["group_id"], ["suggested_group.id"], name=op.f("fk_suggested_place_group_id_suggested_group")
        ),
        sa.ForeignKeyConstraint(["nearest_id"], ["proposal.id"], name=op.f("fk_suggested_place_nearest_id_proposal")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_suggested_place_proposal_id_proposal")),
        sa.ForeignKeyConstraint(
            ["suggestion_id"], ["suggestion.id"], name=op.f("fk_suggested_place_suggestion_id_suggestion")
        ),
        sa.PrimaryKeyConstraint("suggestion_id", "proposal_id", name=op.f("pk_suggested_place")),
    )
    op.create_index(op.f("ix_suggested_place_nearest_id"), "suggested_place", ["nearest_id"], unique=False)
    op.create_index(
        "ix_suggested_place_order", "suggested_place", ["group_id", "confidence", "proposal_id"], unique=False
    )
    op.create_index(op.f("ix_suggested_place_proposal_id"), "suggested_place", ["proposal_id"], unique=False)
    op.create_table(
        "suite",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.CheckConstraint("reason != ''", name=op.f("ck_suite_it_has_a_reason")),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_suite_actor_id_user")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_suite_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_suite_proposal_id_proposal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suite")),
        info={"append_only": True},
    )
    op.create_index(op.f("ix_suite_actor_id"), "suite", ["actor_id"], unique=False)
    op.create_index(op.f("ix_suite_consultation_id"), "suite", ["consultation_id"], unique=False)
    op.create_index("ix_suite_proposal_id", "suite", ["proposal_id", "id"], unique=False)
    op.create_table(
        "synthesis",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=32), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=True),
        sa.Column("workstream_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("lead", sa.Text(), nullable=False),
        sa.Column("brief", sa.Text(), nullable=False),
        sa.Column("brief_reader", sa.String(length=200), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("published", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.Column("drafted", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_synthesis_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_synthesis_theme_id_theme"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["workstream_id"], ["workstream.id"], name=op.f("fk_synthesis_workstream_id_workstream")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_synthesis")),
    )
    op.create_index(op.f("ix_synthesis_consultation_id"), "synthesis", ["consultation_id"], unique=False)
    op.create_index(op.f("ix_synthesis_theme_id"), "synthesis", ["theme_id"], unique=False)
    op.create_index(op.f("ix_synthesis_workstream_id"), "synthesis", ["workstream_id"], unique=False)
    op.create_table(
        "venue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("territory_id", sa.Integer(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("accessibility", sa.String(length=1000), nullable=False),
        sa.Column("opens", sa.Time(), nullable=True),
        sa.Column("closes", sa.Time(), nullable=True),
        sa.CheckConstraint("capacity >= 0", name=op.f("ck_venue_capacity_is_not_negative")),
        sa.CheckConstraint("latitude BETWEEN -90 AND 90", name=op.f("ck_venue_latitude_is_on_earth")),
        sa.CheckConstraint("longitude BETWEEN -180 AND 180", name=op.f("ck_venue_longitude_is_on_earth")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_venue_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(
            ["territory_id"],
            ["programme_term.id"],
            name=op.f("fk_venue_territory_id_programme_term"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_venue")),
    )
    op.create_index("ix_venue_consultation_id", "venue", ["consultation_id", "name"], unique=False)
    op.create_table(
        "workshop_idea",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("table_number", sa.Integer(), nullable=True),
        sa.Column("seat_id", sa.Integer(), nullable=True),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("set_aside", sa.Boolean(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=True),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "seat_id IS NULL OR actor_id IS NULL", name=op.f("ck_workshop_idea_from_a_seat_or_from_paper")
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_workshop_idea_actor_id_user")),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["workshop_candidate.id"],
            name=op.f("fk_workshop_idea_candidate_id_workshop_candidate"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_workshop_idea_proposal_id_proposal")),
        sa.ForeignKeyConstraint(["seat_id"], ["workshop_seat.id"], name=op.f("fk_workshop_idea_seat_id_workshop_seat")),
        sa.ForeignKeyConstraint(["workshop_id"], ["workshop.id"], name=op.f("fk_workshop_idea_workshop_id_workshop")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop_idea")),
    )
    op.create_index(op.f("ix_workshop_idea_actor_id"), "workshop_idea", ["actor_id"], unique=False)
    op.create_index("ix_workshop_idea_board", "workshop_idea", ["workshop_id", "candidate_id", "id"], unique=False)
    op.create_index(op.f("ix_workshop_idea_candidate_id"), "workshop_idea", ["candidate_id"], unique=False)
    op.create_index(op.f("ix_workshop_idea_proposal_id"), "workshop_idea", ["proposal_id"], unique=False)
    op.create_index(op.f("ix_workshop_idea_seat_id"), "workshop_idea", ["seat_id"], unique=False)
    op.create_table(
        "workshop_point",
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("number BETWEEN 1 AND most", name=op.f("ck_workshop_point_no_more_than_the_workshop_gives")),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["workshop_candidate.id"], name=op.f("fk_workshop_point_candidate_id_workshop_candidate")
        ),
        sa.ForeignKeyConstraint(
            ["seat_id"], ["workshop_seat.id"], name=op.f("fk_workshop_point_seat_id_workshop_seat")
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id", "most"],
            ["workshop.id", "workshop.points"],
            name=op.f("fk_workshop_point_workshop_id_most_workshop"),
        ),
        sa.PrimaryKeyConstraint("seat_id", "number", name=op.f("pk_workshop_point")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_workshop_point_candidate_id"), "workshop_point", ["candidate_id"], unique=False)
    op.create_index("ix_workshop_point_workshop", "workshop_point", ["workshop_id", "most"], unique=False)
    op.create_table(
        "workstream_follow",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("workstream_id", sa.Integer(), nullable=False),
        sa.Column("told", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_workstream_follow_user_id_user")),
        sa.ForeignKeyConstraint(
            ["workstream_id"], ["workstream.id"], name=op.f("fk_workstream_follow_workstream_id_workstream")
        ),
        sa.PrimaryKeyConstraint("user_id", "workstream_id", name=op.f("pk_workstream_follow")),
    )
    op.create_index(op.f("ix_workstream_follow_told"), "workstream_follow", ["told"], unique=False)
    op.create_index(op.f("ix_workstream_follow_user_id"), "workstream_follow", ["user_id"], unique=False)
    op.create_table(
        "workstream_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("workstream_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=120), nullable=False),
        sa.Column("organisation", sa.String(length=160), nullable=False),
        sa.Column("motivation", sa.String(length=500), nullable=False),
        sa.Column("answer", sa.String(length=500), nullable=False),
        sa.Column("answered", sa.DateTime(), nullable=True),
        sa.CheckConstraint("user_id IS NOT NULL OR name != ''", name=op.f("ck_workstream_member_somebody_or_a_name")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_workstream_member_user_id_user")),
        sa.ForeignKeyConstraint(
            ["workstream_id"], ["workstream.id"], name=op.f("fk_workstream_member_workstream_id_workstream")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workstream_member")),
        sa.UniqueConstraint("workstream_id", "user_id", name=op.f("uq_workstream_member_workstream_id_user_id")),
    )
    op.create_index(op.f("ix_workstream_member_user_id"), "workstream_member", ["user_id"], unique=False)
    op.create_table(
        "workstream_theme",
        sa.Column("workstream_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_workstream_theme_theme_id_theme"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workstream_id"], ["workstream.id"], name=op.f("fk_workstream_theme_workstream_id_workstream")
        ),
        sa.PrimaryKeyConstraint("workstream_id", "theme_id", name=op.f("pk_workstream_theme")),
    )
    op.create_index(op.f("ix_workstream_theme_theme_id"), "workstream_theme", ["theme_id"], unique=False)
    op.create_table(
        "funding_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("fund_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("granted", sa.BigInteger(), nullable=True),
        sa.Column("answer", sa.String(length=1000), nullable=False),
        sa.Column("answered", sa.DateTime(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("audience", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("workstream_id", sa.Integer(), nullable=False),
        sa.Column("visibility", sa.String(length=32), nullable=False),
        sa.Column("reword_until", sa.DateTime(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'asked') = (answered IS NULL)", name=op.f("ck_funding_request_an_answer_has_its_date")
        ),
        sa.CheckConstraint(
            "(state = 'granted') = (granted IS NOT NULL)", name=op.f("ck_funding_request_what_is_granted_has_a_sum")
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_funding_request_something_is_asked")),
        sa.CheckConstraint(
            "granted IS NULL OR (0 < granted AND granted <= amount)",
            name=op.f("ck_funding_request_from_nothing_to_what_was_asked"),
        ),
        sa.ForeignKeyConstraint(["answered_by_id"], ["user.id"], name=op.f("fk_funding_request_answered_by_id_user")),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_funding_request_author_id_user")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_funding_request_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("fk_funding_request_fund_id_fund")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_funding_request_project_id_project")),
        sa.ForeignKeyConstraint(
            ["workstream_id"], ["workstream.id"], name=op.f("fk_funding_request_workstream_id_workstream")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funding_request")),
    )
    op.create_index(op.f("ix_funding_request_author_id"), "funding_request", ["author_id"], unique=False)
    op.create_index(op.f("ix_funding_request_consultation_id"), "funding_request", ["consultation_id"], unique=False)
    op.create_index("ix_funding_request_fund", "funding_request", ["fund_id", "id"], unique=False)
    op.create_index(op.f("ix_funding_request_project_id"), "funding_request", ["project_id"], unique=False)
    op.create_index("ix_funding_request_workstream_id", "funding_request", ["workstream_id", "id"], unique=False)
    op.create_table(
        "milestone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("workstream_id", sa.Integer(), nullable=True),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=True),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("starts IS NULL OR starts <= due", name=op.f("ck_milestone_it_ends_after_it_began")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_milestone_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_milestone_project_id_project")),
        sa.ForeignKeyConstraint(
            ["workstream_id"], ["workstream.id"], name=op.f("fk_milestone_workstream_id_workstream")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
    )
    op.create_index("ix_milestone_consultation_id", "milestone", ["consultation_id", "due", "id"], unique=False)
    op.create_index(op.f("ix_milestone_project_id"), "milestone", ["project_id"], unique=False)
    op.create_index("ix_milestone_workstream_id", "milestone", ["workstream_id", "state", "due"], unique=False)
    op.create_table(
        "out_of_scope",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("synthesis_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(proposal_id IS NULL) <> (comment_id IS NULL)", name=op.f("ck_out_of_scope_one_contribution")
        ),
        sa.CheckConstraint("length(trim(reason)) > 0", name=op.f("ck_out_of_scope_it_says_why")),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_out_of_scope_actor_id_user")),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_out_of_scope_comment_id_comment")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_out_of_scope_proposal_id_proposal")),
        sa.ForeignKeyConstraint(
            ["synthesis_id"], ["synthesis.id"], name=op.f("fk_out_of_scope_synthesis_id_synthesis")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_out_of_scope")),
        sa.UniqueConstraint("synthesis_id", "comment_id", name=op.f("uq_out_of_scope_synthesis_id_comment_id")),
        sa.UniqueConstraint("synthesis_id", "proposal_id", name=op.f("uq_out_of_scope_synthesis_id_proposal_id")),
    )
    op.create_index(op.f("ix_out_of_scope_comment_id"), "out_of_scope", ["comment_id"], unique=False)
    op.create_index(op.f("ix_out_of_scope_proposal_id"), "out_of_scope", ["proposal_id"], unique=False)
    op.create_table(
        "project_proposal",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_project_proposal_project_id_project")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_project_proposal_proposal_id_proposal")
        ),
        sa.PrimaryKeyConstraint("project_id", "proposal_id", name=op.f("pk_project_proposal")),
    )
    op.create_index(op.f("ix_project_proposal_proposal_id"), "project_proposal", ["proposal_id"], unique=False)
    op.create_table(
        "room",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("guid", sa.String(length=36), nullable=False),
        sa.Column("extra", sa.JSON(), nullable=False),
        sa.CheckConstraint("capacity >= 0", name=op.f("ck_room_capacity_is_not_negative")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_room_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_room_venue_id_venue"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room")),
    )
    op.create_index("ix_room_consultation_id", "room", ["consultation_id", "name"], unique=False)
    op.create_index(op.f("ix_room_venue_id"), "room", ["venue_id"], unique=False)
    op.create_table(
        "synthesis_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("synthesis_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("pictures", sa.String(length=300), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["synthesis_id"], ["synthesis.id"], name=op.f("fk_synthesis_part_synthesis_id_synthesis")
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_synthesis_part_theme_id_theme"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_synthesis_part")),
    )
    op.create_index("ix_synthesis_part_order", "synthesis_part", ["synthesis_id", "position", "id"], unique=False)
    op.create_index(op.f("ix_synthesis_part_theme_id"), "synthesis_part", ["theme_id"], unique=False)
    op.create_table(
        "synthesis_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("synthesis_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=32), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_synthesis_review_actor_id_user")),
        sa.ForeignKeyConstraint(
            ["synthesis_id"], ["synthesis.id"], name=op.f("fk_synthesis_review_synthesis_id_synthesis")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_synthesis_review")),
        info={"append_only": True},
    )
    op.create_index(op.f("ix_synthesis_review_synthesis_id"), "synthesis_review", ["synthesis_id"], unique=False)
    op.create_table(
        "synthesis_version",
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("synthesis_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["reviewer_id"], ["user.id"], name=op.f("fk_synthesis_version_reviewer_id_user")),
        sa.ForeignKeyConstraint(
            ["synthesis_id"], ["synthesis.id"], name=op.f("fk_synthesis_version_synthesis_id_synthesis")
        ),
        sa.PrimaryKeyConstraint("synthesis_id", "number", name=op.f("pk_synthesis_version")),
        info={"append_only": True},
    )
    op.create_table(
        "synthesis_writer",
        sa.Column("synthesis_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["user.id"], name=op.f("fk_synthesis_writer_person_id_user")),
        sa.ForeignKeyConstraint(
            ["synthesis_id"], ["synthesis.id"], name=op.f("fk_synthesis_writer_synthesis_id_synthesis")
        ),
        sa.PrimaryKeyConstraint("synthesis_id", "person_id", name=op.f("pk_synthesis_writer")),
    )
    op.create_index(op.f("ix_synthesis_writer_person_id"), "synthesis_writer", ["person_id"], unique=False)
    op.create_table(
        "declaration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("milestone_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("before", sa.Date(), nullable=True),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.CheckConstraint(
            "kind NOT IN ('moved', 'dropped') OR reason != ''", name=op.f("ck_declaration_what_changes_has_a_reason")
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_declaration_actor_id_user")),
        sa.ForeignKeyConstraint(["milestone_id"], ["milestone.id"], name=op.f("fk_declaration_milestone_id_milestone")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declaration")),
        info={"append_only": True},
    )
    op.create_index(op.f("ix_declaration_actor_id"), "declaration", ["actor_id"], unique=False)
    op.create_index("ix_declaration_created", "declaration", ["created", "id"], unique=False)
    op.create_index(op.f("ix_declaration_milestone_id"), "declaration", ["milestone_id"], unique=False)
    op.create_table(
        "quotation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("synthesis_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("consent", sa.String(length=32), nullable=True),
        sa.Column("asked", sa.DateTime(), nullable=True),
        sa.Column("answered", sa.DateTime(), nullable=True),
        sa.Column("noted", sa.String(length=300), nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(consent IS NULL) = (asked IS NULL)", name=op.f("ck_quotation_who_was_asked_has_a_date")),
        sa.CheckConstraint("(proposal_id IS NULL) <> (comment_id IS NULL)", name=op.f("ck_quotation_one_contribution")),
        sa.CheckConstraint("noted_by_id IS NULL OR length(trim(noted)) > 0", name=op.f("ck_quotation_a_note_says_how")),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_quotation_author_id_user")),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_quotation_comment_id_comment")),
        sa.ForeignKeyConstraint(["noted_by_id"], ["user.id"], name=op.f("fk_quotation_noted_by_id_user")),
        sa.ForeignKeyConstraint(["part_id"], ["synthesis_part.id"], name=op.f("fk_quotation_part_id_synthesis_part")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_quotation_proposal_id_proposal")),
        sa.ForeignKeyConstraint(["synthesis_id"], ["synthesis.id"], name=op.f("fk_quotation_synthesis_id_synthesis")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotation")),
    )
    op.create_index(op.f("ix_quotation_author_id"), "quotation", ["author_id"], unique=False)
    op.create_index(op.f("ix_quotation_comment_id"), "quotation", ["comment_id"], unique=False)
    op.create_index("ix_quotation_order", "quotation", ["part_id", "position", "id"], unique=False)
    op.create_index(op.f("ix_quotation_proposal_id"), "quotation", ["proposal_id"], unique=False)
    op.create_index(op.f("ix_quotation_synthesis_id"), "quotation", ["synthesis_id"], unique=False)
    op.create_table(
        "session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.String(length=36), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("subtitle", sa.Text(), nullable=False),
        sa.Column("abstract", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("starts", sa.DateTime(), nullable=True),
        sa.Column("ends", sa.DateTime(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("venue_id", sa.Integer(), nullable=True),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("format_id", sa.Integer(), nullable=True),
        sa.Column("track_id", sa.Integer(), nullable=True),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("registration", sa.Boolean(), nullable=True),
        sa.Column("price", sa.String(length=120), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("is_cancelled", sa.Boolean(), nullable=False),
        sa.Column("published", sa.DateTime(), nullable=True),
        sa.Column("extra", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("capacity >= 0", name=op.f("ck_session_capacity_is_not_negative")),
        sa.CheckConstraint("ends IS NULL OR starts < ends", name=op.f("ck_session_starts_before_it_ends")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_session_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(
            ["format_id"], ["programme_term.id"], name=op.f("fk_session_format_id_programme_term"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_session_project_id_project")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_session_room_id_room"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["track_id"], ["programme_term.id"], name=op.f("fk_session_track_id_programme_term"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["venue_id"], ["venue.id"], name=op.f("fk_session_venue_id_venue"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
        sa.UniqueConstraint("consultation_id", "guid", name=op.f("uq_session_consultation_id_guid")),
    )
    op.create_index("ix_session_consultation_id", "session", ["consultation_id", "starts", "id"], unique=False)
    op.create_index(op.f("ix_session_format_id"), "session", ["format_id"], unique=False)
    op.create_index(op.f("ix_session_project_id"), "session", ["project_id"], unique=False)
    op.create_index(op.f("ix_session_room_id"), "session", ["room_id"], unique=False)
    op.create_index(op.f("ix_session_track_id"), "session", ["track_id"], unique=False)
    op.create_index(op.f("ix_session_venue_id"), "session", ["venue_id"], unique=False)
    op.create_table(
        "statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("origin", sa.String(length=32), nullable=False),
        sa.Column("basis", sa.String(length=40), nullable=False),
        sa.Column("in_short", sa.Boolean(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided", sa.DateTime(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(origin = 'machine') = (author_id IS NULL)",
            name=op.f("ck_statement_a_sentence_has_an_author_or_a_machine"),
        ),
        sa.CheckConstraint(
            "state = 'proposed' OR decided_by_id IS NOT NULL", name=op.f("ck_statement_a_person_decided")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_statement_author_id_user")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user.id"], name=op.f("fk_statement_decided_by_id_user")),
        sa.ForeignKeyConstraint(["part_id"], ["synthesis_part.id"], name=op.f("fk_statement_part_id_synthesis_part")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement")),
    )
    op.create_index("ix_statement_order", "statement", ["part_id", "position", "id"], unique=False)
    op.create_table(
        "headcount",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=True),
        sa.Column("counted", sa.Integer(), nullable=True),
        sa.CheckConstraint("counted >= 0", name=op.f("ck_headcount_counted_is_not_negative")),
        sa.CheckConstraint("expected >= 0", name=op.f("ck_headcount_expected_is_not_negative")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_headcount_session_id_session"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_headcount")),
    )
    op.create_table(
        "registration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("person", sa.String(length=300), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("reminded", sa.DateTime(), nullable=True),
        sa.Column("arrived", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_registration_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_registration_session_id_session"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_registration_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
        sa.UniqueConstraint("code", name=op.f("uq_registration_code")),
        sa.UniqueConstraint("session_id", "person", name=op.f("uq_registration_session_id_person")),
    )
    op.create_index(op.f("ix_registration_consultation_id"), "registration", ["consultation_id"], unique=False)
    op.create_index("ix_registration_session_id", "registration", ["session_id", "state", "number"], unique=False)
    op.create_index(op.f("ix_registration_user_id"), "registration", ["user_id"], unique=False)
    op.create_table(
        "registration_desk",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("numbered", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "places IS NULL OR taken <= places", name=op.f("ck_registration_desk_no_more_than_there_are")
        ),
        sa.CheckConstraint("taken >= 0", name=op.f("ck_registration_desk_taken_is_not_negative")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_registration_desk_session_id_session"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_registration_desk")),
    )
    op.create_table(
        "session_public",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_session_public_session_id_session"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["term_id"],
            ["programme_term.id"],
            name=op.f("fk_session_public_term_id_programme_term"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", "term_id", name=op.f("pk_session_public")),
    )
    op.create_index(op.f("ix_session_public_term_id"), "session_public", ["term_id"], unique=False)
    op.create_table(
        "session_speaker",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("speaker_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_session_speaker_session_id_session"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["speaker_id"], ["speaker.id"], name=op.f("fk_session_speaker_speaker_id_speaker"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", "speaker_id", name=op.f("pk_session_speaker")),
    )
    op.create_index(op.f("ix_session_speaker_speaker_id"), "session_speaker", ["speaker_id"], unique=False)
    op.create_table(
        "session_star",
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_session_star_session_id_session"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_session_star_user_id_user")),
        sa.PrimaryKeyConstraint("session_id", "user_id", name=op.f("pk_session_star")),
    )
    op.create_index(op.f("ix_session_star_user_id"), "session_star", ["user_id"], unique=False)
    op.create_table(
        "survey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("previous_id", sa.Integer(), nullable=True),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("moment", sa.String(length=32), nullable=False),
        sa.Column("asked", sa.String(length=32), nullable=False),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("published", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "published IS NULL OR state = 'closed'", name=op.f("ck_survey_only_a_closed_one_is_published")
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_survey_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["previous_id"], ["survey.id"], name=op.f("fk_survey_previous_id_survey")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_survey_session_id_session"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
        sa.UniqueConstraint("id", "anonymous", name=op.f("uq_survey_id_anonymous")),
        sa.UniqueConstraint("previous_id", name=op.f("uq_survey_previous_id")),
        sa.UniqueConstraint("token", name=op.f("uq_survey_token")),
    )
    op.create_index("ix_survey_consultation_id", "survey", ["consultation_id", "id"], unique=False)
    op.create_index(op.f("ix_survey_session_id"), "survey", ["session_id"], unique=False)
    op.create_table(
        "registration_scan",
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("scanned", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_registration_scan_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_registration_scan_session_id_session"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_scan")),
    )
    op.create_index(
        op.f("ix_registration_scan_registration_id"), "registration_scan", ["registration_id"], unique=False
    )
    op.create_index(op.f("ix_registration_scan_session_id"), "registration_scan", ["session_id"], unique=False)
    op.create_table(
        "survey_answer",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("agreed", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "NOT anonymous OR (user_id IS NULL AND person IS NULL AND name = '' AND agreed != 'named')",
            name=op.f("ck_survey_answer_who_is_anonymous_is_nobody"),
        ),
        sa.CheckConstraint("agreed != 'named' OR name != ''", name=op.f("ck_survey_answer_who_is_named_has_a_name")),
        sa.ForeignKeyConstraint(
            ["survey_id", "anonymous"],
            ["survey.id", "survey.anonymous"],
            name=op.f("fk_survey_answer_survey_id_anonymous_survey"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_survey_answer_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_answer")),
        sa.UniqueConstraint("survey_id", "person", name=op.f("uq_survey_answer_survey_id_person")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_survey_answer_user_id"), "survey_answer", ["user_id"], unique=False)
    op.create_table(
        "survey_section",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_survey_section_survey_id_survey")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_section")),
    )
    op.create_index(op.f("ix_survey_section_survey_id"), "survey_section", ["survey_id"], unique=False)
    op.create_table(
        "survey_turnout",
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_survey_turnout_survey_id_survey")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_survey_turnout_user_id_user")),
        sa.PrimaryKeyConstraint("survey_id", "user_id", name=op.f("pk_survey_turnout")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_survey_turnout_user_id"), "survey_turnout", ["user_id"], unique=False)
    op.create_table(
        "survey_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("help", sa.String(length=500), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("low", sa.Integer(), nullable=True),
        sa.Column("high", sa.Integer(), nullable=True),
        sa.Column("low_label", sa.String(length=60), nullable=False),
        sa.Column("high_label", sa.String(length=60), nullable=False),
        sa.Column("after_id", sa.Integer(), nullable=True),
        sa.Column("after_option", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(after_id IS NULL) = (after_option IS NULL)", name=op.f("ck_survey_question_a_condition_is_whole")
        ),
        sa.CheckConstraint("low < high", name=op.f("ck_survey_question_a_scale_rises")),
        sa.ForeignKeyConstraint(
            ["after_id"], ["survey_question.id"], name=op.f("fk_survey_question_after_id_survey_question")
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["survey_section.id"], name=op.f("fk_survey_question_section_id_survey_section")
        ),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_survey_question_survey_id_survey")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_question")),
    )
    op.create_index(op.f("ix_survey_question_after_id"), "survey_question", ["after_id"], unique=False)
    op.create_index(op.f("ix_survey_question_section_id"), "survey_question", ["section_id"], unique=False)
    op.create_index(op.f("ix_survey_question_survey_id"), "survey_question", ["survey_id"], unique=False)
    op.create_table(
        "survey_reply",
        sa.Column("answer_id", sa.String(length=32), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(length=16), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"],
            ["survey_answer.id"],
            name=op.f("fk_survey_reply_answer_id_survey_answer"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["survey_question.id"], name=op.f("fk_survey_reply_question_id_survey_question")
        ),
        sa.PrimaryKeyConstraint("answer_id", "question_id", "place", name=op.f("pk_survey_reply")),
    )
    op.create_index("ix_survey_reply_question_id", "survey_reply", ["question_id", "place", "value"], unique=False)
    op.create_table(
        "verbatim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.String(length=32), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_verbatim_actor_id_user")),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["survey_answer.id"], name=op.f("fk_verbatim_answer_id_survey_answer"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_verbatim_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["survey_question.id"], name=op.f("fk_verbatim_question_id_survey_question")
        ),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_verbatim_survey_id_survey")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verbatim")),
        sa.UniqueConstraint("answer_id", "question_id", name=op.f("uq_verbatim_answer_id_question_id")),
    )
    op.create_index(op.f("ix_verbatim_actor_id"), "verbatim", ["actor_id"], unique=False)
    op.create_index("ix_verbatim_consultation_id", "verbatim", ["consultation_id", "id"], unique=False)
    op.create_index(op.f("ix_verbatim_question_id"), "verbatim", ["question_id"], unique=False)
    op.create_index(op.f("ix_verbatim_survey_id"), "verbatim", ["survey_id"], unique=False)
    op.create_table(
        "citation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("figure_id", sa.Integer(), nullable=True),
        sa.Column("remark_id", sa.Integer(), nullable=True),
        sa.Column("verbatim_id", sa.Integer(), nullable=True),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "CASE WHEN proposal_id IS NULL THEN 0 ELSE 1 END + CASE WHEN comment_id IS NULL THEN 0 ELSE 1 END + CASE WHEN figure_id IS NULL THEN 0 ELSE 1 END + CASE WHEN remark_id IS NULL THEN 0 ELSE 1 END + CASE WHEN verbatim_id IS NULL THEN 0 ELSE 1 END = 1",
            name=op.f("ck_citation_one_thing"),
        ),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_citation_comment_id_comment")),
        sa.ForeignKeyConstraint(
            ["figure_id"], ["key_figure.id"], name=op.f("fk_citation_figure_id_key_figure"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_citation_proposal_id_proposal")),
        sa.ForeignKeyConstraint(
            ["remark_id"], ["remark.id"], name=op.f("fk_citation_remark_id_remark"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["statement_id"], ["statement.id"], name=op.f("fk_citation_statement_id_statement")),
        sa.ForeignKeyConstraint(
            ["verbatim_id"], ["verbatim.id"], name=op.f("fk_citation_verbatim_id_verbatim"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_citation")),
        sa.UniqueConstraint("statement_id", "comment_id", name=op.f("uq_citation_statement_id_comment_id")),
        sa.UniqueConstraint("statement_id", "figure_id", name=op.f("uq_citation_statement_id_figure_id")),
        sa.UniqueConstraint("statement_id", "proposal_id", name=op.f("uq_citation_statement_id_proposal_id")),
        sa.UniqueConstraint("statement_id", "remark_id", name=op.f("uq_citation_statement_id_remark_id")),
        sa.UniqueConstraint("statement_id", "verbatim_id", name=op.f("uq_citation_statement_id_verbatim_id")),
    )
    op.create_index(op.f("ix_citation_comment_id"), "citation", ["comment_id"], unique=False)
    op.create_index(op.f("ix_citation_figure_id"), "citation", ["figure_id"], unique=False)
    op.create_index(op.f("ix_citation_proposal_id"), "citation", ["proposal_id"], unique=False)
    op.create_index(op.f("ix_citation_remark_id"), "citation", ["remark_id"], unique=False)
    op.create_index(op.f("ix_citation_verbatim_id"), "citation", ["verbatim_id"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER vote_entry_no_update BEFORE UPDATE ON vote_entry BEGIN SELECT RAISE(ABORT, 'vote_entry is append-only'); END"
        )
        op.execute(
            "CREATE TRIGGER vote_entry_no_delete BEFORE DELETE ON vote_entry BEGIN SELECT RAISE(ABORT, 'vote_entry is append-only'); END"
        )
        op.execute(
            "CREATE TRIGGER vote_head_no_update BEFORE UPDATE ON vote_head BEGIN SELECT RAISE(ABORT, 'vote_head is append-only'); END"
        )
        op.execute(
            "CREATE TRIGGER vote_head_no_delete BEFORE DELETE ON vote_head BEGIN SELECT RAISE(ABORT, 'vote_head is append-only'); END"
        )
        op.execute(
            "CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END"
        )
        op.execute(
            "CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END"
        )
        op.execute(
            "CREATE TRIGGER register_line_no_update BEFORE UPDATE ON register_line BEGIN SELECT RAISE(ABORT, 'register_line is append-only'); END"
        )
        op.execute(
            "CREATE TRIGGER register_line_no_delete BEFORE DELETE ON register_line BEGIN SELECT RAISE(ABORT, 'register_line is append-only'); END"
        )
        op.execute(
            "CREATE TRIGGER charter_acceptance_no_update BEFORE UPDATE ON charter_acceptance BEGIN SELECT RAISE(ABORT, 'charter_acceptance is append-only'); END"
        )
        op.execute(
            "CREATE TRIGGER charter_acceptance_no_delete BEFORE DELETE ON charter_acceptance BEGIN SELECT RAISE(ABORT, 'charter_acceptance is append-only'); END"
        )
        op.execute(
            "CREATE TRIGGER decision_no_update BEFORE UPDATE ON decision BEGIN SELECT RAISE(ABORT, 'decision is append-only'); END"
        )
        op.execute(
            "CREATE TRIGGER decision_no_delete BEFORE DELETE ON decision BEGIN SELECT RAISE(ABORT, 'decision is append-only'); END"
        )
        op.execute(
            "CREATE TRIGGER programme_release_no_update BEFORE UPDATE ON programme_release BEGIN SELECT RAISE(ABORT, 'programme_release is append-only'); END"
        )
        op.execute(
            "CREATE TRIGGER programme_release_no_delete BEFORE DELETE ON programme_release BEGIN SELECT RAISE(ABORT, 'programme_release is append-only'); END"
        )
        op.execute(
            "CREATE TRIGGER decision_answer_no_update BEFORE UPDATE ON decision_answer BEGIN SELECT RAISE(ABORT, 'decision_answer is append-only'); END"
        )
        op.execute(
            "CREATE TRIGGER decision_answer_no_delete BEFORE DELETE ON decision_answer BEGIN SELECT RAISE(ABORT, 'decision_answer is append-only'); END"
        )
        op.execute(
            "CREATE TRIGGER case_note_no_update BEFORE UPDATE ON case_note BEGIN SELECT RAISE(ABORT, 'case_note is append-only'); END"
        )
        op.execute(
            "CREATE TRIGGER case_note_no_delete BEFORE DELETE ON case_note BEGIN SELECT RAISE(ABORT, 'case_note is append-only'); END"
        )
        op.execute(
            "CREATE TRIGGER suite_no_update BEFORE UPDATE ON suite BEGIN SELECT RAISE(ABORT, 'suite is append-only'); END"
        )
        op.execute(
            "CREATE TRIGGER suite_no_delete BEFORE DELETE ON suite BEGIN SELECT RAISE(ABORT, 'suite is append-only'); END"
        )
        op.execute(
            "CREATE TRIGGER synthesis_review_no_update BEFORE UPDATE ON synthesis_review BEGIN SELECT RAISE(ABORT, 'synthesis_review is append-only'); END"
        )
        op.execute(
            "CREATE TRIGGER synthesis_review_no_delete BEFORE DELETE ON synthesis_review BEGIN SELECT RAISE(ABORT, 'synthesis_review is append-only'); END"
        )
        op.execute(
            "CREATE TRIGGER synthesis_version_no_update BEFORE UPDATE ON synthesis_version BEGIN SELECT RAISE(ABORT, 'synthesis_version is append-only'); END"
        )
        op.execute(
            "CREATE TRIGGER synthesis_version_no_delete BEFORE DELETE ON synthesis_version BEGIN SELECT RAISE(ABORT, 'synthesis_version is append-only'); END"
        )
        op.execute(
            "CREATE TRIGGER declaration_no_update BEFORE UPDATE ON declaration BEGIN SELECT RAISE(ABORT, 'declaration is append-only'); END"
        )
        op.execute(
            "CREATE TRIGGER declaration_no_delete BEFORE DELETE ON declaration BEGIN SELECT RAISE(ABORT, 'declaration is append-only'); END"
        )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION vote_entry_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'vote_entry is append-only'; END $$"
        )
        op.execute(
            "CREATE TRIGGER vote_entry_append_only BEFORE UPDATE OR DELETE ON vote_entry FOR EACH ROW EXECUTE FUNCTION vote_entry_is_append_only()"
        )
        op.execute(
            "CREATE FUNCTION vote_head_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'vote_head is append-only'; END $$"
        )
        op.execute(
            "CREATE TRIGGER vote_head_append_only BEFORE UPDATE OR DELETE ON vote_head FOR EACH ROW EXECUTE FUNCTION vote_head_is_append_only()"
        )
        op.execute(
            "CREATE FUNCTION audit_entry_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'audit_entry is append-only'; END $$"
        )
        op.execute(
            "CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_entry_is_append_only()"
        )
        op.execute(
            "CREATE FUNCTION register_line_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'register_line is append-only'; END $$"
        )
        op.execute(
            "CREATE TRIGGER register_line_append_only BEFORE UPDATE OR DELETE ON register_line FOR EACH ROW EXECUTE FUNCTION register_line_is_append_only()"
        )
        op.execute(
            "CREATE FUNCTION charter_acceptance_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'charter_acceptance is append-only'; END $$"
        )
        op.execute(
            "CREATE TRIGGER charter_acceptance_append_only BEFORE UPDATE OR DELETE ON charter_acceptance FOR EACH ROW EXECUTE FUNCTION charter_acceptance_is_append_only()"
        )
        op.execute(
            "CREATE FUNCTION decision_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'decision is append-only'; END $$"
        )
        op.execute(
            "CREATE TRIGGER decision_append_only BEFORE UPDATE OR DELETE ON decision FOR EACH ROW EXECUTE FUNCTION decision_is_append_only()"
        )
        op.execute(
            "CREATE FUNCTION programme_release_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'programme_release is append-only'; END $$"
        )
        op.execute(
            "CREATE TRIGGER programme_release_append_only BEFORE UPDATE OR DELETE ON programme_release FOR EACH ROW EXECUTE FUNCTION programme_release_is_append_only()"
        )
        op.execute(
            "CREATE FUNCTION decision_answer_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'decision_answer is append-only'; END $$"
        )
        op.execute(
            "CREATE TRIGGER decision_answer_append_only BEFORE UPDATE OR DELETE ON decision_answer FOR EACH ROW EXECUTE FUNCTION decision_answer_is_append_only()"
        )
        op.execute(
            "CREATE FUNCTION case_note_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'case_note is append-only'; END $$"
        )
        op.execute(
            "CREATE TRIGGER case_note_append_only BEFORE UPDATE OR DELETE ON case_note FOR EACH ROW EXECUTE FUNCTION case_note_is_append_only()"
        )
        op.execute(
            "CREATE FUNCTION suite_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'suite is append-only'; END $$"
        )
        op.execute(
            "CREATE TRIGGER suite_append_only BEFORE UPDATE OR DELETE ON suite FOR EACH ROW EXECUTE FUNCTION suite_is_append_only()"
        )
        op.execute(
            "CREATE FUNCTION synthesis_review_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'synthesis_review is append-only'; END $$"
        )
        op.execute(
            "CREATE TRIGGER synthesis_review_append_only BEFORE UPDATE OR DELETE ON synthesis_review FOR EACH ROW EXECUTE FUNCTION synthesis_review_is_append_only()"
        )
        op.execute(
            "CREATE FUNCTION synthesis_version_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'synthesis_version is append-only'; END $$"
        )
        op.execute(
            "CREATE TRIGGER synthesis_version_append_only BEFORE UPDATE OR DELETE ON synthesis_version FOR EACH ROW EXECUTE FUNCTION synthesis_version_is_append_only()"
        )
        op.execute(
            "CREATE FUNCTION declaration_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'declaration is append-only'; END $$"
        )
        op.execute(
            "CREATE TRIGGER declaration_append_only BEFORE UPDATE OR DELETE ON declaration FOR EACH ROW EXECUTE FUNCTION declaration_is_append_only()"
        )


def downgrade() -> None:
    op.drop_index(op.f("ix_citation_verbatim_id"), table_name="citation")
    op.drop_index(op.f("ix_citation_remark_id"), table_name="citation")
    op.drop_index(op.f("ix_citation_proposal_id"), table_name="citation")
    op.drop_index(op.f("ix_citation_figure_id"), table_name="citation")
    op.drop_index(op.f("ix_citation_comment_id"), table_name="citation")
    op.drop_table("citation")
    op.drop_index(op.f("ix_verbatim_survey_id"), table_name="verbatim")
    op.drop_index(op.f("ix_verbatim_question_id"), table_name="verbatim")
    op.drop_index("ix_verbatim_consultation_id", table_name="verbatim")
    op.drop_index(op.f("ix_verbatim_actor_id"), table_name="verbatim")
    op.drop_table("verbatim")
    op.drop_index("ix_survey_reply_question_id", table_name="survey_reply")
    op.drop_table("survey_reply")
    op.drop_index(op.f("ix_survey_question_survey_id"), table_name="survey_question")
    op.drop_index(op.f("ix_survey_question_section_id"), table_name="survey_question")
    op.drop_index(op.f("ix_survey_question_after_id"), table_name="survey_question")
    op.drop_table("survey_question")
    op.drop_index(op.f("ix_survey_turnout_user_id"), table_name="survey_turnout")
    op.drop_table("survey_turnout")
    op.drop_index(op.f("ix_survey_section_survey_id"), table_name="survey_section")
    op.drop_table("survey_section")
    op.drop_index(op.f("ix_survey_answer_user_id"), table_name="survey_answer")
    op.drop_table("survey_answer")
    op.drop_index(op.f("ix_registration_scan_session_id"), table_name="registration_scan")
    op.drop_index(op.f("ix_registration_scan_registration_id"), table_name="registration_scan")
    op.drop_table("registration_scan")
    op.drop_index(op.f("ix_survey_session_id"), table_name="survey")
    op.drop_index("ix_survey_consultation_id", table_name="survey")
    op.drop_table("survey")
    op.drop_index(op.f("ix_session_star_user_id"), table_name="session_star")
    op.drop_table("session_star")
    op.drop_index(op.f("ix_session_speaker_speaker_id"), table_name="session_speaker")
    op.drop_table("session_speaker")
    op.drop_index(op.f("ix_session_public_term_id"), table_name="session_public")
    op.drop_table("session_public")
    op.drop_table("registration_desk")
    op.drop_index(op.f("ix_registration_user_id"), table_name="registration")
    op.drop_index("ix_registration_session_id", table_name="registration")
    op.drop_index(op.f("ix_registration_consultation_id"), table_name="registration")
    op.drop_table("registration")
    op.drop_table("headcount")
    op.drop_index("ix_statement_order", table_name="statement")
    op.drop_table("statement")
    op.drop_index(op.f("ix_session_venue_id"), table_name="session")
    op.drop_index(op.f("ix_session_track_id"), table_name="session")
    op.drop_index(op.f("ix_session_room_id"), table_name="session")
    op.drop_index(op.f("ix_session_project_id"), table_name="session")
    op.drop_index(op.f("ix_session_format_id"), table_name="session")
    op.drop_index("ix_session_consultation_id", table_name="session")
    op.drop_table("session")
    op.drop_index(op.f("ix_quotation_synthesis_id"), table_name="quotation")
    op.drop_index(op.f("ix_quotation_proposal_id"), table_name="quotation")
    op.drop_index("ix_quotation_order", table_name="quotation")
    op.drop_index(op.f("ix_quotation_comment_id"), table_name="quotation")
    op.drop_index(op.f("ix_quotation_author_id"), table_name="quotation")
    op.drop_table("quotation")
    op.drop_index(op.f("ix_declaration_milestone_id"), table_name="declaration")
    op.drop_index("ix_declaration_created", table_name="declaration")
    op.drop_index(op.f("ix_declaration_actor_id"), table_name="declaration")
    op.drop_table("declaration")
    op.drop_index(op.f("ix_synthesis_writer_person_id"), table_name="synthesis_writer")
    op.drop_table("synthesis_writer")
    op.drop_table("synthesis_version")
    op.drop_index(op.f("ix_synthesis_review_synthesis_id"), table_name="synthesis_review")
    op.drop_table("synthesis_review")
    op.drop_index(op.f("ix_synthesis_part_theme_id"), table_name="synthesis_part")
    op.drop_index("ix_synthesis_part_order", table_name="synthesis_part")
    op.drop_table("synthesis_part")
    op.drop_index(op.f("ix_room_venue_id"), table_name="room")
    op.drop_index("ix_room_consultation_id", table_name="room")
    op.drop_table("room")
    op.drop_index(op.f("ix_project_proposal_proposal_id"), table_name="project_proposal")
    op.drop_table("project_proposal")
    op.drop_index(op.f("ix_out_of_scope_proposal_id"), table_name="out_of_scope")
    op.drop_index(op.f("ix_out_of_scope_comment_id"), table_name="out_of_scope")
    op.drop_table("out_of_scope")
    op.drop_index("ix_milestone_workstream_id", table_name="milestone")
    op.drop_index(op.f("ix_milestone_project_id"), table_name="milestone")
    op.drop_index("ix_milestone_consultation_id", table_name="milestone")
    op.drop_table("milestone")
    op.drop_index("ix_funding_request_workstream_id", table_name="funding_request")
    op.drop_index(op.f("ix_funding_request_project_id"), table_name="funding_request")
    op.drop_index("ix_funding_request_fund", table_name="funding_request")
    op.drop_index(op.f("ix_funding_request_consultation_id"), table_name="funding_request")
    op.drop_index(op.f("ix_funding_request_author_id"), table_name="funding_request")
    op.drop_table("funding_request")
    op.drop_index(op.f("ix_workstream_theme_theme_id"), table_name="workstream_theme")
    op.drop_table("workstream_theme")
    op.drop_index(op.f("ix_workstream_member_user_id"), table_name="workstream_member")
    op.drop_table("workstream_member")
    op.drop_index(op.f("ix_workstream_follow_user_id"), table_name="workstream_follow")
    op.drop_index(op.f("ix_workstream_follow_told"), table_name="workstream_follow")
    op.drop_table("workstream_follow")
    op.drop_index("ix_workshop_point_workshop", table_name="workshop_point")
    op.drop_index(op.f("ix_workshop_point_candidate_id"), table_name="workshop_point")
    op.drop_table("workshop_point")
    op.drop_index(op.f("ix_workshop_idea_seat_id"), table_name="workshop_idea")
    op.drop_index(op.f("ix_workshop_idea_proposal_id"), table_name="workshop_idea")
    op.drop_index(op.f("ix_workshop_idea_candidate_id"), table_name="workshop_idea")
    op.drop_index("ix_workshop_idea_board", table_name="workshop_idea")
    op.drop_index(op.f("ix_workshop_idea_actor_id"), table_name="workshop_idea")
    op.drop_table("workshop_idea")
    op.drop_index("ix_venue_consultation_id", table_name="venue")
    op.drop_table("venue")
    op.drop_index(op.f("ix_synthesis_workstream_id"), table_name="synthesis")
    op.drop_index(op.f("ix_synthesis_theme_id"), table_name="synthesis")
    op.drop_index(op.f("ix_synthesis_consultation_id"), table_name="synthesis")
    op.drop_table("synthesis")
    op.drop_index("ix_suite_proposal_id", table_name="suite")
    op.drop_index(op.f("ix_suite_consultation_id"), table_name="suite")
    op.drop_index(op.f("ix_suite_actor_id"), table_name="suite")
    op.drop_table("suite")
    op.drop_index(op.f("ix_suggested_place_proposal_id"), table_name="suggested_place")
    op.drop_index("ix_suggested_place_order", table_name="suggested_place")
    op.drop_index(op.f("ix_suggested_place_nearest_id"), table_name="suggested_place")
    op.drop_table("suggested_place")
    op.drop_index("ix_shared_file_workstream_id", table_name="shared_file")
    op.drop_index(op.f("ix_shared_file_consultation_id"), table_name="shared_file")
    op.drop_index(op.f("ix_shared_file_author_id"), table_name="shared_file")
    op.drop_table("shared_file")
    op.drop_index(op.f("ix_rework_result_rework_id"), table_name="rework_result")
    op.drop_table("rework_result")
    op.drop_index(op.f("ix_rework_original_proposal_id"), table_name="rework_original")
    op.drop_table("rework_original")
    op.drop_index("ix_resource_workstream_id", table_name="resource")
    op.drop_index(op.f("ix_resource_consultation_id"), table_name="resource")
    op.drop_index(op.f("ix_resource_author_id"), table_name="resource")
    op.drop_table("resource")
    op.drop_table("proposal_version")
    op.drop_index("ix_project_workstream_id", table_name="project")
    op.drop_index(op.f("ix_project_consultation_id"), table_name="project")
    op.drop_index(op.f("ix_project_author_id"), table_name="project")
    op.drop_table("project")
    op.drop_index(op.f("ix_poll_option_public_poll_id"), table_name="poll_option")
    op.drop_index(op.f("ix_poll_option_proposal_id"), table_name="poll_option")
    op.drop_table("poll_option")
    op.drop_index(op.f("ix_other_theme_theme_id"), table_name="other_theme")
    op.drop_index(op.f("ix_other_theme_actor_id"), table_name="other_theme")
    op.drop_table("other_theme")
    op.drop_index("ix_news_workstream_id", table_name="news")
    op.drop_index(op.f("ix_news_consultation_id"), table_name="news")
    op.drop_index(op.f("ix_news_author_id"), table_name="news")
    op.drop_table("news")
    op.drop_index("ix_minutes_workstream_id", table_name="minutes")
    op.drop_index(op.f("ix_minutes_consultation_id"), table_name="minutes")
    op.drop_index(op.f("ix_minutes_author_id"), table_name="minutes")
    op.drop_table("minutes")
    op.drop_index(op.f("ix_mention_user_id"), table_name="mention")
    op.drop_table("mention")
    op.drop_index(op.f("ix_likely_pair_second_id"), table_name="likely_pair")
    op.drop_index("ix_likely_pair_score", table_name="likely_pair")
    op.drop_table("likely_pair")
    op.drop_index(op.f("ix_invitation_workstream_id"), table_name="invitation")
    op.drop_index(op.f("ix_invitation_person_id"), table_name="invitation")
    op.drop_index(op.f("ix_invitation_actor_id"), table_name="invitation")
    op.drop_table("invitation")
    op.drop_index(op.f("ix_inherited_support_person_id"), table_name="inherited_support")
    op.drop_table("inherited_support")
    op.drop_index(op.f("ix_group_wish_theme_id"), table_name="group_wish")
    op.drop_table("group_wish")
    op.drop_index(op.f("ix_group_tie_second_id"), table_name="group_tie")
    op.drop_table("group_tie")
    op.drop_table("fidelity")
    op.drop_index(op.f("ix_contest_wish_id"), table_name="contest")
    op.drop_index(op.f("ix_contest_theme_id"), table_name="contest")
    op.drop_index(op.f("ix_contest_proposal_id"), table_name="contest")
    op.drop_index(op.f("ix_contest_decider_id"), table_name="contest")
    op.drop_index("ix_contest_consultation_id_outcome_id", table_name="contest")
    op.drop_index(op.f("ix_contest_author_id"), table_name="contest")
    op.drop_table("contest")
    op.drop_index(op.f("ix_coding_item_proposal_id"), table_name="coding_item")
    op.drop_table("coding_item")
    op.drop_index(op.f("ix_coding_proposal_id"), table_name="coding")
    op.drop_index(op.f("ix_coding_coder_id"), table_name="coding")
    op.drop_table("coding")
    op.drop_index(op.f("ix_case_note_case_id"), table_name="case_note")
    op.drop_table("case_note")
    op.drop_index("ix_assignment_theme_id_id", table_name="assignment")
    op.drop_index(op.f("ix_assignment_proposal_id"), table_name="assignment")
    op.drop_index(op.f("ix_assignment_before_id"), table_name="assignment")
    op.drop_index(op.f("ix_assignment_batch"), table_name="assignment")
    op.drop_index("ix_assignment_actor_id_id", table_name="assignment")
    op.drop_table("assignment")
    op.drop_index("ix_ad_workstream_id", table_name="ad")
    op.drop_index(op.f("ix_ad_consultation_id"), table_name="ad")
    op.drop_index(op.f("ix_ad_author_id"), table_name="ad")
    op.drop_table("ad")
    op.drop_index(op.f("ix_workstream_facilitator_id"), table_name="workstream")
    op.drop_table("workstream")
    op.drop_table("workshop_seat")
    op.drop_index(op.f("ix_workshop_candidate_workshop_id"), table_name="workshop_candidate")
    op.drop_index(op.f("ix_workshop_candidate_theme_id"), table_name="workshop_candidate")
    op.drop_table("workshop_candidate")
    op.drop_index("ix_webhook_delivery_webhook_id_id", table_name="webhook_delivery")
    op.drop_index("ix_webhook_delivery_due", table_name="webhook_delivery")
    op.drop_table("webhook_delivery")
    op.drop_index(op.f("ix_theme_follow_user_id"), table_name="theme_follow")
    op.drop_index(op.f("ix_theme_follow_told"), table_name="theme_follow")
    op.drop_table("theme_follow")
    op.drop_index(op.f("ix_suspension_user_id"), table_name="suspension")
    op.drop_table("suspension")
    op.drop_index(op.f("ix_suggested_group_theme_id"), table_name="suggested_group")
    op.drop_index(op.f("ix_suggested_group_suggestion_id"), table_name="suggested_group")
    op.drop_table("suggested_group")
    op.drop_index(
        "uq_report_one_open_each",
        table_name="report",
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.drop_index("ix_report_thing", table_name="report")
    op.drop_index(op.f("ix_report_reporter_id"), table_name="report")
    op.drop_index(op.f("ix_report_decision_id"), table_name="report")
    op.drop_table("report")
    op.drop_index("ix_proposal_theme", table_name="proposal")
    op.drop_index("ix_proposal_support", table_name="proposal")
    op.drop_index("ix_proposal_shuffle", table_name="proposal")
    op.drop_index("ix_proposal_section", table_name="proposal")
    op.drop_index("ix_proposal_recent", table_name="proposal")
    op.drop_index("ix_proposal_discussed", table_name="proposal")
    op.drop_index(op.f("ix_proposal_consultation_id"), table_name="proposal")
    op.drop_index(op.f("ix_proposal_author_id"), table_name="proposal")
    op.drop_table("proposal")
    op.drop_index(op.f("ix_programme_term_theme_id"), table_name="programme_term")
    op.drop_table("programme_term")
    op.drop_index(
        "ix_moderation_case_waiting_of_one",
        table_name="moderation_case",
        sqlite_where=sa.text("waiting_since IS NOT NULL"),
        postgresql_where=sa.text("waiting_since IS NOT NULL"),
    )
    op.drop_index(
        "ix_moderation_case_waiting",
        table_name="moderation_case",
        sqlite_where=sa.text("waiting_since IS NOT NULL"),
        postgresql_where=sa.text("waiting_since IS NOT NULL"),
    )
    op.drop_index(
        "ix_moderation_case_reports_of_one",
        table_name="moderation_case",
        sqlite_where=sa.text("waiting_since IS NOT NULL"),
        postgresql_where=sa.text("waiting_since IS NOT NULL"),
    )
    op.drop_index(
        "ix_moderation_case_reports",
        table_name="moderation_case",
        sqlite_where=sa.text("waiting_since IS NOT NULL"),
        postgresql_where=sa.text("waiting_since IS NOT NULL"),
    )
    op.drop_index("ix_moderation_case_decided", table_name="moderation_case")
    op.drop_table("moderation_case")
    op.drop_index(op.f("ix_group_room_theme_id"), table_name="group_room")
    op.drop_table("group_room")
    op.drop_index(op.f("ix_group_participant_user_id"), table_name="group_participant")
    op.drop_index(op.f("ix_group_participant_seat_id"), table_name="group_participant")
    op.drop_index("ix_group_participant_order", table_name="group_participant")
    op.drop_table("group_participant")
    op.drop_index(op.f("ix_decision_answer_decision_id"), table_name="decision_answer")
    op.drop_table("decision_answer")
    op.drop_index("ix_comment_thread_support", table_name="comment")
    op.drop_index("ix_comment_thread_created", table_name="comment")
    op.drop_index(op.f("ix_comment_root_id"), table_name="comment")
    op.drop_index(op.f("ix_comment_parent_id"), table_name="comment")
    op.drop_index(op.f("ix_comment_consultation_id"), table_name="comment")
    op.drop_index(op.f("ix_comment_author_id"), table_name="comment")
    op.drop_table("comment")
    op.drop_index("ix_appeal_waiting", table_name="appeal")
    op.drop_table("appeal")
    op.drop_index(op.f("ix_workshop_consultation_id"), table_name="workshop")
    op.drop_table("workshop")
    op.drop_index(op.f("ix_webhook_consultation_id"), table_name="webhook")
    op.drop_table("webhook")
    op.drop_index(op.f("ix_vote_voter_id"), table_name="vote")
    op.drop_index(op.f("ix_vote_cancellation_id"), table_name="vote")
    op.drop_table("vote")
    op.drop_index(op.f("ix_thread_consultation_id"), table_name="thread")
    op.drop_table("thread")
    op.drop_index(op.f("ix_theme_map_job_id"), table_name="theme_map")
    op.drop_table("theme_map")
    op.drop_index(op.f("ix_theme_facilitator_id"), table_name="theme")
    op.drop_table("theme")
    op.drop_table("tally")
    op.drop_index(op.f("ix_suggestion_job_id"), table_name="suggestion")
    op.drop_index("ix_suggestion_consultation_id_id", table_name="suggestion")
    op.drop_index(op.f("ix_suggestion_actor_id"), table_name="suggestion")
    op.drop_table("suggestion")
    op.drop_table("speaker")
    op.drop_table("section")
    op.drop_index(op.f("ix_rework_consultation_id"), table_name="rework")
    op.drop_table("rework")
    op.drop_index(op.f("ix_remark_consultation_id"), table_name="remark")
    op.drop_table("remark")
    op.drop_table("register_line")
    op.drop_table("register_head")
    op.drop_index(op.f("ix_public_poll_consultation_id"), table_name="public_poll")
    op.drop_table("public_poll")
    op.drop_table("programme_release")
    op.drop_table("programme")
    op.drop_index(op.f("ix_profile_consultation_id"), table_name="profile")
    op.drop_index(op.f("ix_profile_author_id"), table_name="profile")
    op.drop_table("profile")
    op.drop_table("place")
    op.drop_index("ix_phase_consultation_id", table_name="phase")
    op.drop_table("phase")
    op.drop_table("pair_search")
    op.drop_table("open_data_key")
    op.drop_index(op.f("ix_milestone_concerned_user_id"), table_name="milestone_concerned")
    op.drop_index(op.f("ix_milestone_concerned_told"), table_name="milestone_concerned")
    op.drop_table("milestone_concerned")
    op.drop_index(op.f("ix_membership_consultation_id"), table_name="membership")
    op.drop_table("membership")
    op.drop_table("letterhead")
    op.drop_index(op.f("ix_key_figure_consultation_id"), table_name="key_figure")
    op.drop_table("key_figure")
    op.drop_table("kept_row")
    op.drop_table("house_rules")
    op.drop_table("grouping")
    op.drop_table("given_identifier")
    op.drop_table("fund")
    op.drop_index("ix_export_owner_id_id", table_name="export")
    op.drop_index(op.f("ix_export_job_id"), table_name="export")
    op.drop_index(op.f("ix_export_expires"), table_name="export")
    op.drop_index(op.f("ix_export_consultation_id"), table_name="export")
    op.drop_table("export")
    op.drop_table("evaluation")
    op.drop_index("ix_decision_until", table_name="decision")
    op.drop_index("ix_decision_thing", table_name="decision")
    op.drop_index("ix_decision_register_of_one", table_name="decision")
    op.drop_index("ix_decision_register", table_name="decision")
    op.drop_index("ix_decision_joined", table_name="decision")
    op.drop_index("ix_decision_batch", table_name="decision")
    op.drop_index("ix_decision_author", table_name="decision")
    op.drop_table("decision")
    op.drop_index(op.f("ix_coding_sample_second_id"), table_name="coding_sample")
    op.drop_index(op.f("ix_coding_sample_first_id"), table_name="coding_sample")
    op.drop_index(op.f("ix_coding_sample_consultation_id"), table_name="coding_sample")
    op.drop_index(op.f("ix_coding_sample_actor_id"), table_name="coding_sample")
    op.drop_table("coding_sample")
    op.drop_table("charter_acceptance")
    op.drop_index(op.f("ix_budget_line_consultation_id"), table_name="budget_line")
    op.drop_table("budget_line")
    op.drop_index("ix_audit_entry_subject", table_name="audit_entry")
    op.drop_index(op.f("ix_audit_entry_consultation_id"), table_name="audit_entry")
    op.drop_index(op.f("ix_audit_entry_actor_id"), table_name="audit_entry")
    op.drop_index(op.f("ix_audit_entry_action"), table_name="audit_entry")
    op.drop_table("audit_entry")
    op.drop_table("attendee")
    op.drop_table("vote_head")
    op.drop_table("vote_entry")
    op.drop_index(op.f("ix_vote_cancellation_poll_id"), table_name="vote_cancellation")
    op.drop_table("vote_cancellation")
    op.drop_index(op.f("ix_turnout_voter_id"), table_name="turnout")
    op.drop_table("turnout")
    op.drop_table("seat")
    op.drop_table("recovery_code")
    op.drop_index(op.f("ix_poll_item_poll_id"), table_name="poll_item")
    op.drop_table("poll_item")
    op.drop_index(op.f("ix_passkey_user_id"), table_name="passkey")
    op.drop_table("passkey")
    op.drop_index(op.f("ix_mailed_link_user_id"), table_name="mailed_link")
    op.drop_index(op.f("ix_mailed_link_expires"), table_name="mailed_link")
    op.drop_table("mailed_link")
    op.drop_index("ix_job_state", table_name="job")
    op.drop_index(op.f("ix_job_owner_id"), table_name="job")
    op.drop_table("job")
    op.drop_index(op.f("ix_consultation_state"), table_name="consultation")
    op.drop_table("consultation")
    op.drop_table("authenticator_app")
    op.drop_index(op.f("ix_api_token_user_id"), table_name="api_token")
    op.drop_table("api_token")
    op.drop_index(op.f("ix_account_session_user_id"), table_name="account_session")
    op.drop_table("account_session")
    op.drop_index(op.f("ix_user_united_with_id"), table_name="user")
    op.drop_index(op.f("ix_user_name_key"), table_name="user")
    op.drop_table("user")
    op.drop_index(op.f("ix_sent_form_created"), table_name="sent_form")
    op.drop_table("sent_form")
    op.drop_table("search_stale")
    op.drop_table("poll")
    op.drop_table("moderation_watched")
    op.drop_index(op.f("ix_letter_next_try"), table_name="letter")
    op.drop_table("letter")
    op.drop_index(op.f("ix_attempt_window"), table_name="attempt")
    op.drop_table("attempt")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION vote_entry_is_append_only()")
        op.execute("DROP FUNCTION vote_head_is_append_only()")
        op.execute("DROP FUNCTION audit_entry_is_append_only()")
        op.execute("DROP FUNCTION register_line_is_append_only()")
        op.execute("DROP FUNCTION charter_acceptance_is_append_only()")
        op.execute("DROP FUNCTION decision_is_append_only()")
        op.execute("DROP FUNCTION programme_release_is_append_only()")
        op.execute("DROP FUNCTION decision_answer_is_append_only()")
        op.execute("DROP FUNCTION case_note_is_append_only()")
        op.execute("DROP FUNCTION suite_is_append_only()")
        op.execute("DROP FUNCTION synthesis_review_is_append_only()")
        op.execute("DROP FUNCTION synthesis_version_is_append_only()")
        op.execute("DROP FUNCTION declaration_is_append_only()")
