"""The OpenAPI description of the API, as YAML or, with ?format=json, as JSON."""

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView


@extend_schema(exclude=True)
class SchemaView(APIView):
    renderer_classes = [OpenApiYamlRenderer, OpenApiJsonRenderer]

    def get(self, request):
        return Response(SchemaGenerator().get_schema(request=request, public=True))
