/// A unit of systemd that serves a folder.
///
/// It stops as `slipway serve` does: SIGTERM lets requests be answered and runs stop where the next one continues them.
/// What a release runs as a build or a gate is a child of it, so it may use the network and the programs of the machine, and
/// writes only to its own folders.
package func serviceUnit(folder: String, user: String) -> String {
    """
    # /etc/systemd/system/slipway.service
    #
    #   useradd --system --home-dir \(folder) --shell /usr/sbin/nologin \(user)
    #   install -d -o \(user) -g \(user) -m 0750 \(folder)
    #   install -m 0600 /dev/null /etc/slipway.env     # GH_TOKEN=…, the secrets of webhooks
    #   systemctl enable --now slipway
    [Unit]
    Description=Slipway releases packages and repositories together
    Wants=network-online.target
    After=network-online.target postgresql.service

    [Service]
    Type=exec
    User=\(user)
    Group=\(user)
    WorkingDirectory=\(folder)
    EnvironmentFile=-/etc/slipway.env
    ExecStart=/usr/local/bin/slipway serve --directory \(folder) --json
    Restart=on-failure
    RestartSec=2
    # Runs stop before their next step; running commands are terminated.
    KillMode=mixed
    TimeoutStopSec=90
    UMask=0077
    NoNewPrivileges=yes
    ProtectSystem=strict
    ProtectHome=yes
    ReadWritePaths=\(folder)
    PrivateTmp=yes
    PrivateDevices=yes
    ProtectClock=yes
    ProtectControlGroups=yes
    ProtectHostname=yes
    ProtectKernelLogs=yes
    ProtectKernelModules=yes
    ProtectKernelTunables=yes
    RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
    RestrictRealtime=yes
    RestrictSUIDSGID=yes
    LockPersonality=yes
    SystemCallArchitectures=native
    SystemCallFilter=@system-service
    ProtectProc=invisible
    DevicePolicy=closed
    RemoveIPC=yes
    CapabilityBoundingSet=
    AmbientCapabilities=

    [Install]
    WantedBy=multi-user.target
    """
}

/// A file from which podman or docker builds an image that serves a folder.
package func containerFile(folder: String, version: String) -> String {
    """
    # Containerfile, beside the unpacked archive of slipway \(version)
    #
    #   podman build -t slipway:\(version) .
    #   podman run -d --env-file slipway.env -v slipway:\(folder) -p 127.0.0.1:8470:8470 slipway:\(version)
    #
    # Builds and gates run in the container: add the programs that they need.
    FROM debian:12-slim
    RUN apt-get update \\
     && apt-get install -y --no-install-recommends ca-certificates git libarchive13 libcurl4 libpq5 libsqlite3-0 libstdc++6 \\
     && rm -rf /var/lib/apt/lists/* \\
     && useradd --system --uid 10001 --home-dir \(folder) --create-home --shell /usr/sbin/nologin slipway
    COPY slipway /usr/local/bin/slipway
    USER slipway
    WORKDIR \(folder)
    VOLUME \(folder)
    EXPOSE 8470
    STOPSIGNAL SIGTERM
    # The port is published by whoever runs the container; inside of it every address is its own.
    ENTRYPOINT ["/usr/local/bin/slipway", "serve", "--json", "--listen", "0.0.0.0:8470", "--directory", "\(folder)"]
    """
}
