import NIOCore
import NIOHTTP1
import NIOPosix

/// An HTTP/1.1 server: connections that are kept, bounded heads and bodies, deadlines for slow clients.
///
/// It speaks plain HTTP and listens on the loopback interface unless it is given another address; TLS is a proxy's affair.
package struct HTTPServer: Sendable {
    /// Answers one request. It ends by itself: neither a client that goes away nor shutting down cancels it.
    package typealias Handler = @Sendable (ServerRequest) async -> ServerResponse

    package let host: String
    package let port: Int
    private let listening: NIOAsyncChannel<ClientChannel, Never>
    private let limits: ServerLimits
    private let register = ConnectionRegister()
    private let handler: Handler

    /// Begins to listen; ``run()`` or ``abandon()`` has to follow, once.
    ///
    /// - Parameter port: 0 for any free one.
    package init(
        host: String = "127.0.0.1", port: Int = 0, limits: ServerLimits = ServerLimits(), handler: @escaping Handler
    ) async throws {
        listening = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(ChannelOptions.backlog, value: 256)
            .serverChannelOption(ChannelOptions.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(ChannelOptions.tcpOption(.tcp_nodelay), value: 1)
            .bind(host: host, port: port) { channel in
                channel.eventLoop.makeCompletedFuture { try HTTPServer.clientChannel(channel, limits: limits) }
            }
        self.host = host
        self.port = listening.channel.localAddress?.port ?? port
        self.limits = limits
        self.handler = handler
    }

    package var address: String { "http://\(host):\(port)" }

    /// Connections that are open now.
    package var connectionCount: Int { register.count }

    private static func clientChannel(_ channel: any Channel, limits: ServerLimits) throws -> ClientChannel {
        let pipeline = channel.pipeline.syncOperations
        let watch = ClientWatch(limits: limits)
        try pipeline.addHandler(watch)
        // By itself NIO ends a 304 like an empty body in chunks, which the client takes for the next response.
        var framing = HTTPResponseEncoder.Configuration()
        framing.automaticallySetFramingHeaders = false
        try pipeline.addHandler(HTTPResponseEncoder(configuration: framing))
        try pipeline.addHandler(ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes)))
        try pipeline.addHandler(RequestMarker(watch: watch))
        try pipeline.addHandler(HTTPServerPipelineHandler())
        try pipeline.addHandler(NIOHTTPResponseHeadersValidator())
        try pipeline.addHandler(ProtocolErrors())
        try pipeline.addHandler(ResponseParts())
        return try ClientChannel(wrappingChannelSynchronously: channel)
    }

    /// Serves until ``shutDown(grace:)``, or until the task is cancelled, which cuts open connections.
    package func run() async throws {
        try await listening.executeThenClose { connections in
            try await withThrowingDiscardingTaskGroup { group in
                for try await channel in connections {
                    group.addTask {
                        await Connection(channel: channel, limits: limits, register: register, handler: handler).serve()
                    }
                }
            }
        }
    }

    /// Gives the port up, of a server that never ran.
    package func abandon() async { try? await listening.executeThenClose { _ in } }

    /// Takes no more connections, closes idle ones and lets requests in progress finish; those still unanswered after
    /// `grace` lose their connection.
    package func shutDown(grace: Duration = .seconds(10)) {
        listening.channel.close(promise: nil)
        register.drain(grace: grace)
    }

    /// Serves while `body` runs, and shuts down behind it.
    package func serving<Answer: Sendable>(
        grace: Duration = .seconds(10), _ body: @Sendable () async throws -> Answer
    ) async throws -> Answer {
        async let running: Void = run()
        let result: Result<Answer, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        shutDown(grace: grace)
        try await running
        return try result.get()
    }
}
