import NIOCore
import NIOHTTP1

/// Stands in front of the HTTP decoder and closes connections of clients that send too large a head, or too slowly.
///
/// The decoder of NIO before 2.100 puts no bound on a head (CVE-2026-28980). Deadlines count only while we wait for the client:
/// a handler may take its time.
final class ClientWatch: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum Phase {
        case idle
        case head
        /// The client waits for permission to send the body, so it owes nothing.
        case permission
        case body
    }

    private let limits: ServerLimits
    private var phase = Phase.idle
    private var headSize = 0
    private var isWaiting = false
    /// When the client must have sent, or taken, something.
    private var deadline: NIODeadline?
    private var timer: Scheduled<Void>?
    private var timerEnd = NIODeadline.distantFuture

    init(limits: ServerLimits) { self.limits = limits }

    func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }

    func read(context: ChannelHandlerContext) {
        if !isWaiting {
            isWaiting = true
            switch phase {
            case .idle: setDeadline(limits.idleDeadline, context)
            // Counts from its first byte, however often the client adds one.
            case .head: break
            case .permission: deadline = nil
            case .body: setDeadline(limits.stallDeadline, context)
            }
        }
        context.read()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        isWaiting = false
        let size = self.unwrapInboundIn(data).readableBytes
        if phase == .idle {
            phase = .head
            headSize = 0
            setDeadline(limits.headDeadline, context)
        }
        if phase == .head {
            headSize += size
            guard headSize <= limits.head else {
                context.close(promise: nil)
                return
            }
        }
        context.fireChannelRead(data)
    }

    /// The permission to send a body goes past NIO's encoder and pipelining, which know one head for each response.
    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard event is BodyPermission else {
            context.triggerUserOutboundEvent(event, promise: promise)
            return
        }
        phase = .body
        setDeadline(limits.stallDeadline, context)
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n")), promise: promise)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if !context.channel.isWritable {
            isWaiting = true
            setDeadline(limits.stallDeadline, context)
        } else {
            isWaiting = false
        }
        context.fireChannelWritabilityChanged()
    }

    fileprivate func headEnded(waitsForPermission: Bool) { phase = waitsForPermission ? .permission : .body }

    fileprivate func requestEnded() { phase = .idle }

    private func setDeadline(_ wait: Duration, _ context: ChannelHandlerContext) {
        let end = NIODeadline.now() + TimeAmount(wait)
        deadline = end
        // A later one is found when the timer fires; an earlier one needs another timer.
        guard timer == nil || end < timerEnd else { return }
        timer?.cancel()
        schedule(context, end)
    }

    private func schedule(_ context: ChannelHandlerContext, _ end: NIODeadline) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        timerEnd = end
        timer = context.eventLoop.scheduleTask(deadline: end) {
            let (watch, context) = bound.value
            watch.timer = nil
            guard context.channel.isActive, let deadline = watch.deadline else { return }
            if deadline > .now() {
                watch.schedule(context, deadline)
            } else if watch.isWaiting {
                context.close(promise: nil)
            }
        }
    }
}

/// Stands right behind the decoder and reports to the watch where heads and requests end.
final class RequestMarker: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    private let watch: ClientWatch

    init(watch: ClientWatch) { self.watch = watch }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch self.unwrapInboundIn(data) {
        case .head(let head):
            watch.headEnded(waitsForPermission: head.waitsForPermission)
        case .body: break
        case .end: watch.requestEnded()
        }
        context.fireChannelRead(data)
    }
}

extension HTTPRequestHead {
    /// Whether the client sends no body before it is told to.
    var waitsForPermission: Bool { headers.first(name: "Expect")?.lowercased() == "100-continue" }
}

/// Tells a client that waits for it to send its body.
struct BodyPermission: Sendable {}

/// Lets the parts of a response be `Sendable`, which NIO's own are not.
final class ResponseParts: ChannelOutboundHandler {
    typealias OutboundIn = HTTPPart<HTTPResponseHead, ByteBuffer>
    typealias OutboundOut = HTTPServerResponsePart

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .head(let head) = self.unwrapOutboundIn(data), head.status == .continue {
            context.triggerUserOutboundEvent(BodyPermission(), promise: promise)
            return
        }
        let part: HTTPServerResponsePart =
            switch self.unwrapOutboundIn(data) {
            case .head(let head): .head(head)
            case .body(let bytes): .body(.byteBuffer(bytes))
            case .end(let fields): .end(fields)
            }
        context.write(self.wrapOutboundOut(part), promise: promise)
    }
}
