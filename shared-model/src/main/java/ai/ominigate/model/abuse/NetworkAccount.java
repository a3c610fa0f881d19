package ai.ominigate.model.abuse;

import java.time.Instant;

/**
 * An account that was used from a network, by its pages, its programs or both.
 *
 * @param account its id
 * @param paying whether it pays
 * @param calls requests that came with one of its keys
 * @param visits requests of whoever was signed in to it, or just then signed up or in
 * @param firstAt when the first of both
 * @param lastAt when the last of both
 */
public record NetworkAccount(
        String account, boolean paying, long calls, long visits, Instant firstAt, Instant lastAt) {}
