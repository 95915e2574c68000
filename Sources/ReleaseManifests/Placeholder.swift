// What compiles before the first type arrives.
