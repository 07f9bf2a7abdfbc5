"""What models cannot say: periods of one cluster never overlap; substring search has an index on PostgreSQL."""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations

from programme.database import VendorSQL

EXCLUSION = """
    ALTER TABLE clusters_membership ADD CONSTRAINT membership_periods_do_not_overlap
    EXCLUDE USING gist (
        cluster_id WITH =,
        daterange(coalesce(starts_on, recorded_on), ends_on, '[]') WITH &&
    )
"""

# SQLite knows no exclusion constraint. ISO days compare as text.
TRIGGER = """
    CREATE TRIGGER membership_periods_do_not_overlap_{event}
    BEFORE {event} ON clusters_membership
    WHEN EXISTS (
        SELECT 1 FROM clusters_membership other
        WHERE other.cluster_id = NEW.cluster_id AND other.id IS NOT NEW.id
          AND coalesce(other.starts_on, other.recorded_on) <= coalesce(NEW.ends_on, '9999-12-31')
          AND coalesce(other.ends_on, '9999-12-31') >= coalesce(NEW.starts_on, NEW.recorded_on)
    )
    BEGIN SELECT RAISE(ABORT, 'membership_periods_do_not_overlap'); END
"""


class Migration(migrations.Migration):
    dependencies = [("clusters", "0001_initial")]

    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        VendorSQL(
            "postgresql",
            EXCLUSION,
            "ALTER TABLE clusters_membership DROP CONSTRAINT membership_periods_do_not_overlap",
        ),
        VendorSQL(
            "postgresql",
            "CREATE INDEX cluster_search_text ON clusters_cluster USING gin (search_text gin_trgm_ops)",
            "DROP INDEX cluster_search_text",
        ),
        *(
            VendorSQL(
                "sqlite",
                [TRIGGER.format(event=event)],
                [f"DROP TRIGGER membership_periods_do_not_overlap_{event}"],
            )
            for event in ("INSERT", "UPDATE")
        ),
    ]
