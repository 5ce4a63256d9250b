import { certainDirectories, certainFiles, directories, type Ecosystem, files } from "./ecosystem.ts";

export const python: Ecosystem = {
  title: "Python",
  marks: ["pyproject.toml", "setup.py", "setup.cfg", "requirements*.txt", "Pipfile"],
  tools: [
    {
      installs:
        /\b(pip3? +install|poetry +install|uv +(sync|pip)|pipenv +(install|sync)|pdm +(install|sync))\b/,
      manifest:
        /^(requirements[\w.-]*\.txt|pyproject\.toml|poetry\.lock|uv\.lock|pdm\.lock|Pipfile(\.lock)?)$/,
    },
  ],
  makes: /\b(python3? +-m +build|setup\.py +\w*(build|dist)\w*|(poetry|uv|pdm|hatch) +build|pip3? +wheel)\b/,
  junk: [
    ...certainDirectories("installed", { ".venv": "a Python virtual environment" }),
    ...certainDirectories("cache", {
      __pycache__: "compiled Python",
      ".tox": "environments of tox",
      ".nox": "environments of nox",
      ".mypy_cache": "the cache of mypy",
      ".pytest_cache": "the cache of pytest",
      ".ruff_cache": "the cache of ruff",
      ".ipynb_checkpoints": "checkpoints of Jupyter",
    }),
    ...certainFiles("cache", { "*.pyc": "compiled Python" }),
    {
      ...{ name: "venv", type: "directory", kind: "installed", what: "a Python virtual environment" },
      holds: ["pyvenv.cfg"],
    },
    {
      ...{ name: "env", type: "directory", kind: "installed", what: "a Python virtual environment" },
      holds: ["pyvenv.cfg"],
    },
    ...directories("output", {
      "*.egg-info": "metadata of a build",
      ".eggs": "packages fetched by setuptools",
      build: "the output of a build",
      dist: "the output of a build",
    }),
    ...directories("report", { htmlcov: "the coverage of a test run" }),
    ...files("report", { ".coverage": "the coverage of a test run" }),
  ],
  ignored: {
    always:
      /^(\*\.(py\[cod\]|pyo|egg|log|sqlite3?)|db\.sqlite3(-journal)?|\.coverage\.\*|\.cache|\.hypothesis|\.eggs|instance|logs?|tmp|ENV|env\.bak|venv\.bak|celerybeat[\w.-]*|pip-log\.txt|\.pytype|\.pyre|__pypackages__)$/,
    made: /^(wheels|sdist|develop-eggs)$/,
  },
};
