package ai.ominigate.model.privacy;

import ai.ominigate.model.Versioned;

/**
 * A view of the queue that somebody comes back to, with how much is in it.
 *
 * @param id names it for good: a word for one that is built in
 * @param version goes into {@code If-Match} of a change; 0 for one that is built in and cannot be changed
 * @param name what people call it
 * @param builtIn whether everybody has it
 * @param shared whether whoever saved it lets all colleagues see it
 * @param own whether it is of whoever asks, who alone can change it
 * @param filter which requests are in it
 * @param count how many those are now
 */
public record RequestFilterDetails(
        String id,
        long version,
        String name,
        boolean builtIn,
        boolean shared,
        boolean own,
        RequestFilter filter,
        long count)
        implements Versioned {}
