"""Tables of the register. The clusters' table has the columns of the import file, so that it can be read in again."""

from import_export.fields import Field

from programme.exports import TableResource

from .models import ActorFigures, Cluster, Membership


class ClusterResource(TableResource):
    federal_state = Field(column_name="federal_state")
    technology_field = Field(attribute="field_words", column_name="technology_field")
    field_codes = Field(column_name="field_codes")
    label = Field(attribute="reported_label", column_name="label")
    label_year = Field(attribute="reported_label_year", column_name="label_year")

    class Meta:
        model = Cluster
        fields = (
            "external_id",
            "name",
            "short_name",
            "city",
            "federal_state",
            "technology_field",
            "field_codes",
            "website",
            "label",
            "label_year",
            "source",
        )
        export_order = fields

    def dehydrate_federal_state(self, cluster):
        return " / ".join(land.name_de for land in cluster.laender.all())

    def dehydrate_field_codes(self, cluster):
        return ";".join(field.code for field in cluster.fields.all())


class MembershipResource(TableResource):
    cluster = Field(attribute="cluster__name", column_name="cluster")
    address = Field(attribute="cluster__slug", column_name="address")
    certificate = Field(column_name="certificate")

    class Meta:
        model = Membership
        fields = (
            "cluster",
            "address",
            "starts_on",
            "starts_precision",
            "notice_given_on",
            "ends_on",
            "end_reason",
            "recorded_on",
            "public_from",
            "application_number",
            "certificate",
        )
        export_order = fields

    def dehydrate_certificate(self, membership):
        certificate = getattr(membership, "certificate", None)
        return certificate.number if certificate else ""


class ActorFiguresResource(TableResource):
    cluster = Field(attribute="cluster__name", column_name="cluster")

    class Meta:
        model = ActorFigures
        fields = (
            "cluster",
            "key_date",
            "companies",
            "sme",
            "large_companies",
            "university_institutes",
            "research_institutions",
            "other",
            "released",
            "recorded_on",
        )
        export_order = fields
