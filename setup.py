"""Which packages there are: found, and the resources, which stand beside the package."""

from setuptools import find_packages, setup

setup(
    packages=[*find_packages(include=["vae_explorer", "vae_explorer.*"]), "vae_explorer.resources"],
    package_dir={"vae_explorer.resources": "resources"},
)
