package ai.ominigate.console;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.view.Theme;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Shows a screen in every way that people may see it, keeps a picture of each, and complains about what is clipped, overlaps,
 * cannot be read or has no name. Pictures lie in {@code target/screenshots}.
 */
public final class Snapshots {

    private Snapshots() {}

    /**
     * A screen in all its ways.
     *
     * @param place the id of the place
     * @param lists the routes of the list that shows first, which the four states of lists are tried with; none if there is
     *     no list
     * @param filled makes the server answer with something to see
     * @param then what to do before the picture of the filled screen, as selecting a row
     */
    public static Stream<DynamicTest> of(
            String place, List<String> lists, Consumer<StaffServer> filled, Consumer<OpenConsole> then) {
        return of(place, place, lists, filled, then);
    }

    /** The same with pictures of another name than the place's, for what is shown there later. */
    public static Stream<DynamicTest> of(
            String place, String name, List<String> lists, Consumer<StaffServer> filled, Consumer<OpenConsole> then) {
        List<DynamicTest> tests = new ArrayList<>();
        tests.add(shown(place, name, Locale.ENGLISH, 1, filled, then, Snapshots::keepInEveryLook));
        tests.add(shown(place, name + "-zh", Locale.SIMPLIFIED_CHINESE, 1, filled, then, Snapshots::keep));
        tests.add(shown(place, name + "-200", Locale.ENGLISH, 2, filled, then, Snapshots::keep));
        if (!lists.isEmpty()) {
            if (lists.stream().noneMatch(Snapshots::isOne)) {
                tests.add(state(place, "empty", lists, filled, StaffServer::empty));
            }
            tests.add(state(place, "loading", lists, filled, StaffServer::hangs));
            tests.add(state(place, "error", lists, filled, StaffServer::breaks));
            tests.add(state(place, "no-right", lists, filled, StaffServer::refuses));
        }
        return tests.stream();
    }

    /** What is one thing, as the overview, is never empty. */
    private static boolean isOne(String route) {
        return route.endsWith("/overview") || route.endsWith("/health");
    }

    private interface Change {
        StaffServer to(StaffServer server, String route);
    }

    private static DynamicTest state(
            String place, String name, List<String> lists, Consumer<StaffServer> filled, Change change) {
        return shown(
                place,
                place + "-" + name,
                Locale.ENGLISH,
                1,
                server -> {
                    filled.accept(server);
                    lists.forEach(route -> change.to(server, route));
                },
                _ -> {},
                Snapshots::keep);
    }

    private static DynamicTest shown(
            String place,
            String name,
            Locale locale,
            double scale,
            Consumer<StaffServer> filled,
            Consumer<OpenConsole> then,
            BiConsumer<String, OpenConsole> keep) {
        return DynamicTest.dynamicTest(name, () -> {
            try (StaffServer server = new StaffServer()) {
                filled.accept(server);
                try (OpenConsole console = OpenConsole.at(server.address(), locale, Theme.Look.LIGHT, scale)) {
                    console.signedIn().go(place);
                    then.accept(console);
                    console.settle();
                    keep.accept(name, console);
                }
            }
        });
    }

    /** Keeps a picture of what shows now in light, dark and high contrast: the window follows the system while it is open. */
    public static void keepInEveryLook(String name, OpenConsole console) {
        for (Theme.Look look : Theme.Look.values()) {
            console.look(look);
            keep(name + "-" + look.name().toLowerCase(Locale.ROOT), console);
        }
    }

    /** Keeps a picture of what shows now, and complains about what is wrong with it. */
    public static void keep(String name, OpenConsole console) {
        try {
            Screen.picture(name, console.scene());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(Screen.ask(() -> Checks.of(console.scene()))).as(name).isEmpty();
        assertThat(Screen.cssWarnings())
                .as("what JavaFX could not make sense of in the stylesheets")
                .isEmpty();
    }
}
