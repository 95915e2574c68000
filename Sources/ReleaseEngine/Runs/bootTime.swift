import Foundation

/// The time since this machine was started, which continues during sleep and is never adjusted
/// ([CLOCK_BOOTTIME](https://man7.org/linux/man-pages/man2/clock_gettime.2.html)).
package func bootTime() -> Duration {
    var time = timespec()
    guard clock_gettime(clockid_t(CLOCK_BOOTTIME), &time) == 0 else {
        preconditionFailure("Linux has had this clock since 2.6.39")
    }
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}
