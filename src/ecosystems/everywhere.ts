import { certainDirectories, certainFiles, directories, type Ecosystem } from "./ecosystem.ts";

/** What people and machines leave behind in projects of every kind. */
export const everywhere: readonly Ecosystem[] = [
  {
    title: "Version control",
    marks: [],
    junk: certainDirectories("vcs", {
      ".git": "the history of Git",
      ".hg": "the history of Mercurial",
      ".svn": "the metadata of Subversion",
      ".bzr": "the history of Bazaar",
      ".jj": "the history of Jujutsu",
      CVS: "the metadata of CVS",
      _darcs: "the history of Darcs",
    }),
  },
  {
    title: "Editors",
    marks: [],
    junk: [
      ...certainDirectories("editor", {
        ".idea": "settings of JetBrains editors",
        ".vscode": "settings of Visual Studio Code",
        ".vs": "settings of Visual Studio",
        ".fleet": "settings of Fleet",
      }),
      ...certainFiles("editor", {
        "*.swp": "swap files of Vim",
        "*~": "backups of editors",
        "*.iml": "settings of JetBrains editors",
        "*.sublime-workspace": "settings of Sublime Text",
      }),
    ],
  },
  {
    title: "Operating systems",
    marks: [],
    junk: certainFiles("system", {
      ".DS_Store": "view settings of macOS",
      "Thumbs.db": "thumbnails of Windows",
      "desktop.ini": "view settings of Windows",
    }),
  },
  { title: "Logs", marks: [], junk: certainFiles("logs", { "*.log": "logs" }) },
  {
    title: "Continuous integration",
    marks: [],
    junk: [
      ...certainDirectories("ci", {
        ".github": "workflows and forms of GitHub",
        ".gitlab": "forms of GitLab",
        ".circleci": "pipelines of CircleCI",
        ".buildkite": "pipelines of Buildkite",
        ".woodpecker": "pipelines of Woodpecker",
      }),
      ...certainFiles("ci", {
        ".gitlab-ci.yml": "pipelines of GitLab",
        ".travis.yml": "pipelines of Travis CI",
        ".drone.yml": "pipelines of Drone",
        "azure-pipelines.yml": "pipelines of Azure",
        "bitbucket-pipelines.yml": "pipelines of Bitbucket",
        Jenkinsfile: "pipelines of Jenkins",
      }),
    ],
  },
  {
    title: "Containers",
    marks: [],
    junk: [
      ...certainDirectories("container", { ".devcontainer": "the development container" }),
      ...certainFiles("container", {
        "docker-compose*.yml": "Compose files",
        "docker-compose*.yaml": "Compose files",
        "compose.yml": "Compose files",
        "compose.yaml": "Compose files",
      }),
    ],
  },
  {
    title: "Tests",
    marks: anyProject(),
    junk: directories("tests", {
      test: "tests",
      tests: "tests",
      __tests__: "tests",
      spec: "tests",
      e2e: "tests",
      cypress: "tests",
    }),
  },
  {
    title: "Documentation",
    marks: anyProject(),
    junk: directories("docs", { docs: "documentation", doc: "documentation" }),
  },
];

/** Returns the files that identify projects of the usual kinds. */
function anyProject(): string[] {
  return [
    ...["package.json", "pyproject.toml", "setup.py", "requirements*.txt", "go.mod", "Cargo.toml", "pom.xml"],
    ...["build.gradle", "build.gradle.kts", "*.csproj", "*.sln", "composer.json", "Gemfile"],
  ];
}
