import CCurl
import CLibCurl
import Foundation
import ReleaseModel
import Synchronization

/// One thread that moves the bytes of all requests of a client.
///
/// Everything of libcurl happens on the thread, except for the wake-up, which libcurl allows from anywhere.
final class TransferThread: Sendable {
    private struct Inbox {
        var new: [Transfer] = []
        /// Also of requests that have not arrived yet.
        var cancelled: Set<Int> = []
        var isRunning = false
        var isEnding = false
    }

    private let inbox = Mutex(Inbox())
    private let connections: Int
    /// Set once, before the thread starts; freed by the thread at its end, after which nothing is woken.
    private let multi: Handle

    /// Safe to send: the only call from outside the thread is `curl_multi_wakeup`, made while ``Inbox/isRunning``.
    private struct Handle: @unchecked Sendable {
        let pointer: UnsafeMutableRawPointer?
    }

    private static let isReady: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    init(connections: Int) {
        self.connections = connections
        multi = Handle(pointer: TransferThread.isReady ? curl_multi_init() : nil)
        if let pointer = multi.pointer {
            ccurl_multi_set_number(pointer, CURLMOPT_MAX_HOST_CONNECTIONS, connections)
        }
    }

    deinit {
        // The thread, where it ever ran, holds this object until it has ended.
        if let pointer = multi.pointer { curl_multi_cleanup(pointer) }
    }

    func add(_ transfer: Transfer) {
        let starts = inbox.withLock { inbox in
            inbox.new.append(transfer)
            defer { inbox.isRunning = true }
            return !inbox.isRunning
        }
        if starts {
            let thread = Thread { [self] in work() }
            thread.name = "http"
            thread.start()
        }
        wake()
    }

    func cancel(_ id: Int) {
        inbox.withLock { _ = $0.cancelled.insert(id) }
        wake()
    }

    /// A request has ended; a cancel that came too late is dropped.
    func forget(_ id: Int) { inbox.withLock { _ = $0.cancelled.remove(id) } }

    func end() {
        inbox.withLock { $0.isEnding = true }
        wake()
    }

    private func wake() { if let pointer = multi.pointer { curl_multi_wakeup(pointer) } }

    private func work() {
        // A server that is gone must not end the process: TLS writes raise what libcurl itself is told not to handle.
        var pipe = sigset_t()
        sigemptyset(&pipe)
        sigaddset(&pipe, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &pipe, nil)
        guard let multi = multi.pointer else {
            for transfer in inbox.withLock({ $0.new }) { transfer.finish(CURLE_FAILED_INIT) }
            inbox.withLock { inbox in
                inbox.new = []
                inbox.isRunning = false
            }
            return
        }
        var active: [Int: Transfer] = [:]
        while true {
            let (new, cancelled, isEnding) = inbox.withLock { inbox in
                defer { inbox.new = [] }
                return (inbox.new, inbox.cancelled, inbox.isEnding)
            }
            for transfer in new {
                if let handle = transfer.handle, transfer.fault == nil, !cancelled.contains(transfer.id) {
                    active[transfer.id] = transfer
                    curl_multi_add_handle(multi, handle)
                } else {
                    transfer.finish(transfer.fault ?? .cancelled(shownAddress(transfer.request.address)))
                }
            }
            for id in cancelled {
                guard let transfer = active.removeValue(forKey: id) else { continue }
                curl_multi_remove_handle(multi, transfer.handle)
                transfer.finish(.cancelled(shownAddress(transfer.request.address)))
            }
            if isEnding, active.isEmpty { return }
            var running: Int32 = 0
            curl_multi_perform(multi, &running)
            finishCompleted(in: multi, &active)
            // Woken by bytes, by libcurl's own timers, by a new request and by a cancel.
            curl_multi_poll(multi, nil, 0, 10_000, nil)
        }
    }

    private func finishCompleted(in multi: UnsafeMutableRawPointer, _ active: inout [Int: Transfer]) {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle,
                let transfer = active.values.first(where: { $0.handle == handle })
            else { continue }
            let code = message.pointee.data.result
            curl_multi_remove_handle(multi, handle)
            active[transfer.id] = nil
            transfer.finish(code)
        }
    }
}
