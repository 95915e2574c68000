/// What a client may take of the server.
package struct ServerLimits: Sendable {
    /// Of the request line and all fields together, in bytes.
    package var head = 64 << 10
    /// Of a body, in bytes.
    package var body = 4 << 30
    /// At the same time; more are closed at once.
    package var connections = 512
    /// From the first byte of a head to its end.
    package var headDeadline = Duration.seconds(15)
    /// Without a byte of the body, or without the client taking a byte of the response.
    package var stallDeadline = Duration.seconds(30)
    /// Between two requests of a connection.
    package var idleDeadline = Duration.seconds(75)
    /// How much of a body that the handler did not read is read and forgotten; beyond that the connection is closed.
    package var skippedBody = 1 << 20

    package init() {}
}
