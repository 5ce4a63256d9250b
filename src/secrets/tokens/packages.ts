import { hasBase62Checksum } from "../checksums.ts";
import type { TokenFormat } from "../token.ts";

/** Tokens of package and image registries. */
export const packageTokens: readonly TokenFormat[] = [
  {
    id: "npm-token",
    what: "npm access token",
    looks: "npm_ and 36 letters and digits, the last six a checksum",
    anchors: "npm_",
    pattern: /npm_[A-Za-z0-9]{36}(?!\w)/y,
    checksum: hasBase62Checksum,
  },
  {
    id: "pypi-token",
    what: "PyPI upload token",
    looks: "pypi-AgEIcHlwaS5vcmc (or AgENdGVzdC5weXBpLm9yZw) and 50 or more characters",
    anchors: "pypi-AgE",
    pattern: /pypi-AgE(?:IcHlwaS5vcmc|NdGVzdC5weXBpLm9yZw)[\w-]{50,600}(?![\w-])/y,
  },
  {
    id: "rubygems-token",
    what: "RubyGems API key",
    looks: "rubygems_ and 48 hex digits",
    anchors: "rubygems_",
    pattern: /rubygems_[a-f0-9]{48}(?!\w)/y,
  },
  {
    id: "crates-token",
    what: "crates.io token",
    looks: "cio and 32 letters and digits",
    anchors: "cio",
    pattern: /cio[A-Za-z0-9]{32}(?!\w)/y,
    entropy: 3.8,
  },
  {
    id: "nuget-api-key",
    what: "NuGet API key",
    looks: "oy2 and 43 lower-case letters and digits",
    anchors: "oy2",
    pattern: /oy2[a-z0-9]{43}(?!\w)/y,
  },
  {
    id: "docker-token",
    what: "Docker Hub access token",
    looks: "dckr_pat_ and 27 characters, or dckr_oat_ and 32",
    anchors: "dckr_pat_ dckr_oat_",
    pattern: /dckr_(?:pat_[\w-]{27}|oat_[\w-]{32})(?![\w-])/y,
  },
  {
    id: "packagist-token",
    what: "Private Packagist token",
    looks: "packagist_, three letters, _ and 68 hex digits",
    anchors: "packagist_",
    pattern: /packagist_[a-z]{3}_[a-f0-9]{68}(?!\w)/y,
  },
  {
    id: "clojars-token",
    what: "Clojars deploy token",
    looks: "CLOJARS_ and 60 hex digits",
    anchors: "CLOJARS_",
    pattern: /CLOJARS_[a-f0-9]{60}(?!\w)/y,
  },
  {
    id: "artifactory-token",
    what: "Artifactory API key or reference token",
    looks: "AKCp and about 69 letters and digits, or cmVmdGtu and 56",
    anchors: "AKCp cmVmdGtu",
    pattern: /(?:AKCp[A-Za-z0-9]{68,70}|cmVmdGtu[A-Za-z0-9]{56})(?!\w)/y,
  },
];
