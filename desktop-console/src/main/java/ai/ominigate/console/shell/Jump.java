package ai.ominigate.console.shell;

import java.util.Optional;
import java.util.function.Function;

/**
 * Where a name that was pasted into the palette leads: an address, an account, a number.
 *
 * @param words what such a name is, as in "Account"
 * @param to where it leads; empty if it is no such name
 */
public record Jump(String words, Function<String, Optional<Link>> to) {}
