/// Which variables of the environment that Slipway was started in the configured commands see.
///
/// Only listed ones: tokens and passwords can be in variables with any name. Whatever else a build needs is listed in
/// `slipway.yaml`, or passed as a secret.
package struct CommandEnvironment: Sendable, Hashable, Codable {
    /// Names beyond ``usual``; a `*` at the end stands for any characters.
    package var more: [String]
    /// The user that builds and gates of candidates run as; nil: the one who runs Slipway.
    package var account: String?

    package init(more: [String] = [], account: String? = nil) {
        self.more = more
        self.account = account
    }

    /// What commands see by default, by purpose.
    package static let usual: [(purpose: String, names: [String])] = [
        (
            "user and locale",
            [
                "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "LC_*", "TZ", "TZDIR", "TMPDIR", "TMP",
                "TEMP", "TERM", "COLORTERM", "NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE",
                "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_CONFIG_DIRS", "XDG_DATA_HOME", "XDG_DATA_DIRS",
                "XDG_STATE_HOME", "XDG_RUNTIME_DIR", "SOURCE_DATE_EPOCH",
            ]
        ),
        (
            "proxies and certificates",
            [
                "http_proxy", "https_proxy", "ftp_proxy", "all_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY",
                "FTP_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "CURL_CA_BUNDLE",
                "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS", "NIX_SSL_CERT_FILE", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH",
                "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM",
            ]
        ),
        (
            "CI system and run (no tokens)",
            [
                "CI", "CONTINUOUS_INTEGRATION", "BUILD_ID", "BUILD_NUMBER", "BUILD_URL", "JOB_NAME", "BUILDKITE",
                "CIRCLECI", "DRONE", "FORGEJO_ACTIONS", "GITEA_ACTIONS", "GITLAB_CI", "JENKINS_URL", "TEAMCITY_VERSION",
                "TF_BUILD", "TRAVIS", "WOODPECKER", "GITHUB_ACTIONS", "GITHUB_ACTOR", "GITHUB_API_URL",
                "GITHUB_BASE_REF", "GITHUB_EVENT_NAME", "GITHUB_HEAD_REF", "GITHUB_JOB", "GITHUB_REF",
                "GITHUB_REF_NAME", "GITHUB_REF_TYPE", "GITHUB_REPOSITORY", "GITHUB_REPOSITORY_OWNER",
                "GITHUB_RUN_ATTEMPT", "GITHUB_RUN_ID", "GITHUB_RUN_NUMBER", "GITHUB_SERVER_URL", "GITHUB_SHA",
                "GITHUB_WORKFLOW", "GITHUB_WORKSPACE", "RUNNER_ARCH", "RUNNER_NAME", "RUNNER_OS", "RUNNER_TEMP",
                "RUNNER_TOOL_CACHE", "CI_COMMIT_BRANCH", "CI_COMMIT_REF_NAME", "CI_COMMIT_SHA", "CI_COMMIT_SHORT_SHA",
                "CI_COMMIT_TAG", "CI_JOB_ID", "CI_JOB_NAME", "CI_PIPELINE_ID", "CI_PIPELINE_IID",
                "CI_PIPELINE_SOURCE", "CI_PROJECT_DIR", "CI_PROJECT_NAME", "CI_PROJECT_PATH", "CI_SERVER_HOST",
                "CI_SERVER_URL",
            ]
        ),
        (
            "compilers and libraries",
            [
                "CC", "CXX", "CPP", "LD", "AR", "AS", "NM", "RANLIB", "STRIP", "OBJCOPY", "CFLAGS", "CXXFLAGS",
                "CPPFLAGS", "LDFLAGS", "CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH", "LIBRARY_PATH",
                "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PKG_CONFIG", "PKG_CONFIG_PATH", "PKG_CONFIG_LIBDIR",
                "PKG_CONFIG_SYSROOT_DIR", "ACLOCAL_PATH", "CMAKE_BUILD_PARALLEL_LEVEL", "CMAKE_BUILD_TYPE",
                "CMAKE_GENERATOR", "CMAKE_PREFIX_PATH", "CMAKE_TOOLCHAIN_FILE", "CCACHE_DIR", "CCACHE_BASEDIR",
                "SCCACHE_DIR", "PROTOC", "SDKROOT", "DEVELOPER_DIR", "TOOLCHAINS", "MACOSX_DEPLOYMENT_TARGET",
                "NIX_PATH", "NIX_PROFILES", "HOMEBREW_PREFIX", "HOMEBREW_CELLAR", "HOMEBREW_REPOSITORY",
            ]
        ),
        (
            "Rust",
            [
                "CARGO_HOME", "CARGO_TARGET_DIR", "CARGO_BUILD_JOBS", "CARGO_BUILD_TARGET", "CARGO_INCREMENTAL",
                "CARGO_NET_GIT_FETCH_WITH_CLI", "CARGO_NET_OFFLINE", "CARGO_NET_RETRY", "CARGO_TERM_COLOR",
                "CARGO_TERM_PROGRESS_WHEN", "RUSTUP_HOME", "RUSTUP_TOOLCHAIN", "RUSTUP_DIST_SERVER",
                "RUSTUP_UPDATE_ROOT", "RUSTC", "RUSTC_WRAPPER", "RUSTDOC", "RUSTFLAGS", "RUSTDOCFLAGS",
                "RUST_BACKTRACE", "RUST_LOG", "RUST_MIN_STACK", "RUST_TEST_THREADS",
            ]
        ),
        (
            "Go",
            [
                "GOPATH", "GOROOT", "GOBIN", "GOCACHE", "GOENV", "GOFLAGS", "GOMODCACHE", "GOPROXY", "GOPRIVATE",
                "GONOPROXY", "GONOSUMDB", "GOSUMDB", "GOINSECURE", "GOTOOLCHAIN", "GOTMPDIR", "GOOS", "GOARCH", "GOARM",
                "GOAMD64", "GOMAXPROCS", "GOEXPERIMENT", "GO111MODULE", "CGO_ENABLED", "CGO_CFLAGS", "CGO_CXXFLAGS",
                "CGO_LDFLAGS",
            ]
        ),
        (
            "Java, Kotlin, Android",
            [
                "JAVA_HOME", "JDK_HOME", "JRE_HOME", "JAVA_OPTS", "JAVA_TOOL_OPTIONS", "MAVEN_HOME", "M2_HOME",
                "MAVEN_OPTS", "MAVEN_ARGS", "GRADLE_HOME", "GRADLE_OPTS", "GRADLE_USER_HOME", "SBT_OPTS", "KOTLIN_HOME",
                "ANDROID_HOME", "ANDROID_SDK_ROOT", "ANDROID_NDK_HOME", "ANDROID_NDK_ROOT", "SDKMAN_DIR",
            ]
        ),
        (
            "Python",
            [
                "PYTHONPATH", "PYTHONHOME", "PYTHONDONTWRITEBYTECODE", "PYTHONHASHSEED", "PYTHONUNBUFFERED",
                "PYTHONUTF8", "PYTHONWARNINGS", "VIRTUAL_ENV", "CONDA_PREFIX", "CONDA_DEFAULT_ENV", "CONDA_EXE",
                "PYENV_ROOT", "PYENV_VERSION", "PIP_CACHE_DIR", "PIP_CERT", "PIP_CONFIG_FILE", "PIP_CONSTRAINT",
                "PIP_DISABLE_PIP_VERSION_CHECK", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_INDEX_URL",
                "PIP_NO_INDEX", "PIP_TRUSTED_HOST", "POETRY_CACHE_DIR", "POETRY_HOME", "UV_CACHE_DIR",
                "UV_DEFAULT_INDEX", "UV_EXTRA_INDEX_URL", "UV_FIND_LINKS", "UV_INDEX_URL", "UV_NO_INDEX", "UV_OFFLINE",
                "UV_PYTHON", "UV_PYTHON_INSTALL_DIR", "UV_SYSTEM_PYTHON", "UV_TOOL_DIR",
            ]
        ),
        (
            "JavaScript",
            [
                "NODE_ENV", "NODE_OPTIONS", "NODE_PATH", "NVM_DIR", "VOLTA_HOME", "FNM_DIR", "PNPM_HOME",
                "COREPACK_HOME", "YARN_CACHE_FOLDER", "BUN_INSTALL", "DENO_DIR", "NPM_CONFIG_CACHE",
                "NPM_CONFIG_PREFIX", "NPM_CONFIG_REGISTRY", "NPM_CONFIG_USERCONFIG", "npm_config_cache",
                "npm_config_prefix", "npm_config_registry", "npm_config_userconfig", "PLAYWRIGHT_BROWSERS_PATH",
            ]
        ),
        (
            "other toolchains",
            [
                "DOTNET_ROOT", "DOTNET_CLI_HOME", "DOTNET_CLI_TELEMETRY_OPTOUT", "DOTNET_NOLOGO", "NUGET_PACKAGES",
                "GEM_HOME", "GEM_PATH", "BUNDLE_PATH", "BUNDLE_GEMFILE", "RBENV_ROOT", "RBENV_VERSION", "RUBYLIB",
                "RUBYOPT", "COMPOSER_HOME", "COMPOSER_CACHE_DIR", "MIX_ENV", "MIX_HOME", "HEX_HOME", "REBAR_CACHE_DIR",
                "CABAL_DIR", "STACK_ROOT", "GHCUP_INSTALL_BASE_PREFIX", "OPAMROOT", "PERL5LIB", "R_LIBS_USER",
                "HELM_CACHE_HOME", "HELM_CONFIG_HOME", "HELM_DATA_HOME", "ASDF_DIR", "ASDF_DATA_DIR", "MISE_DATA_DIR",
                "MISE_CONFIG_DIR", "DOCKER_BUILDKIT", "DOCKER_CONFIG", "DOCKER_CONTEXT", "DOCKER_HOST",
                "BUILDKIT_HOST", "CONTAINER_HOST",
            ]
        ),
    ]

    /// Divides an environment into what commands see and the names of what they don't.
    ///
    /// - Parameter never: Names that can't be listed: the credentials of the store.
    package func divided(
        _ environment: [String: String], never: Set<String>
    ) -> (seen: [String: String], withheld: Set<String>) {
        let listed = NameList(CommandEnvironment.usual.flatMap(\.names) + more)
        let seen = environment.filter { !never.contains($0.key) && listed.contains($0.key) }
        return (seen, Set(environment.keys).subtracting(seen.keys))
    }

    /// The names among ``more`` that an environment has.
    package func matching(_ environment: [String: String]) -> [String] {
        let listed = NameList(more)
        return environment.keys.filter(listed.contains).sorted()
    }

    /// The variables of Slipway's own that are not for commands, and where it finds its store's password.
    package static let storeVariables: Set<String> = [
        "SLIPWAY_STORE", "PGPASSWORD", "PGPASSFILE", "PGSERVICE", "PGSERVICEFILE", "PGSSLCERT", "PGSSLKEY",
    ]

    /// Names, and beginnings of names.
    private struct NameList {
        private var names: Set<String> = []
        private var beginnings: [String] = []

        init(_ patterns: [String]) {
            for pattern in patterns {
                if pattern.hasSuffix("*") {
                    beginnings.append(String(pattern.dropLast()))
                } else {
                    names.insert(pattern)
                }
            }
        }

        func contains(_ name: String) -> Bool { names.contains(name) || beginnings.contains(where: name.hasPrefix) }
    }
}

/// The names of withheld variables that a command's output mentions, in order.
package func withheldVariables(in output: String, _ withheld: Set<String>) -> [String] {
    guard !withheld.isEmpty else { return [] }
    let words = Set(
        output.split { !($0.isASCII && ($0.isLetter || $0.isNumber) || $0 == "_") }.map(String.init))
    // Short names may be ordinary words.
    return withheld.filter { $0.utf8.count > 3 && words.contains($0) }.sorted()
}

/// Advice for a failed command that may lack a variable; empty if none is withheld.
package func withheldAdvice(for output: String, _ withheld: Set<String>) -> [String] {
    guard !withheld.isEmpty else { return [] }
    let named = withheldVariables(in: output, withheld).prefix(5)
    guard !named.isEmpty else {
        return ["If it succeeds by hand, it may need a variable that is not passed to commands: slipway config"]
    }
    return [
        "Its output names \(named.joined(separator: ", ")), set here and not passed to commands. To pass it, write in "
            + "slipway.yaml: commands: { environment: [\(named.joined(separator: ", "))] }, or name it in the secrets of the build or gate."
    ]
}
