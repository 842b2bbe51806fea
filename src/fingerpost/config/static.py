"""Static files with hashed names."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ManifestStorage(CompressedManifestStaticFilesStorage):
    """Hashes the paths inside JavaScript modules too."""

    support_js_module_import_aggregation = True
    manifest_strict = False
