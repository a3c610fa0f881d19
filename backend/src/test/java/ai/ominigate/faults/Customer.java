package ai.ominigate.faults;

import java.util.UUID;

/** An account with a key, made for one trial, so that its books tell of that trial alone. */
record Customer(UUID account, String secret, long grantedNanos) {}
