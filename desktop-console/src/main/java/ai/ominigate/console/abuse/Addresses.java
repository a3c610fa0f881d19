package ai.ominigate.console.abuse;

import ai.ominigate.console.shell.Jump;
import ai.ominigate.console.shell.Link;
import ai.ominigate.console.shell.Tools;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Addresses that somebody typed or pasted, for as long as they are signed in. Links name them by a number, so that a link in a
 * clipboard holds nothing personal.
 */
public final class Addresses {

    private static final Pattern ADDRESS =
            Pattern.compile("(\\d{1,3}(\\.\\d{1,3}){3}|[0-9a-fA-F]{0,4}(:[0-9a-fA-F]{0,4}){2,7})(/\\d{1,3})?");

    private final List<String> known = new ArrayList<>();

    /** Whether it is written like an address or a network; the server says whether it is one. */
    static boolean isAddress(String text) {
        return ADDRESS.matcher(text.strip()).matches();
    }

    /** Leads from a pasted address to what is known of it. */
    public Jump jump(Tools tools) {
        return new Jump(
                tools.beside(Addresses.class).text().get("abuse.network.jump"),
                text -> isAddress(text)
                        ? Optional.of(new Link("network", Map.of("number", number(text.strip()))))
                        : Optional.empty());
    }

    private String number(String address) {
        if (!known.contains(address)) {
            known.add(address);
        }
        return Integer.toString(known.indexOf(address));
    }

    /** The address of this number; empty if there is none, as in a link of a colleague's. */
    Optional<String> of(String number) {
        return number.matches("\\d{1,6}") && Integer.parseInt(number) < known.size()
                ? Optional.of(known.get(Integer.parseInt(number)))
                : Optional.empty();
    }
}
