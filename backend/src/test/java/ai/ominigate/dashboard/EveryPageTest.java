package ai.ominigate.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.customer.SharedOminiGate;
import ai.ominigate.dashboard.DrawnPages.Entry;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.MediaType;
import io.micronaut.web.router.Router;
import io.micronaut.web.router.UriRouteInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** That somebody looks at every page there is: the routes come from the router, so a new one cannot be left out. */
@ExtendWith(SharedOminiGate.class)
class EveryPageTest {

    @Test
    void everyRouteThatDrawsAPageIsLookedAtOrSaysWhyNot() {
        Set<String> routes = Stream.of(SharedOminiGate.demo(), SharedOminiGate.get())
                .flatMap(EveryPageTest::drawing)
                .collect(Collectors.toCollection(TreeSet::new));

        Set<String> listed = DrawnPages.all().stream().map(Entry::route).collect(Collectors.toCollection(TreeSet::new));

        assertThat(listed).as("drawn-pages.txt").isEqualTo(routes);
        assertThat(DrawnPages.all())
                .allSatisfy(entry -> assertThat(entry.looks().isEmpty())
                        .as("either a look or a reason: %s", entry.route())
                        .isEqualTo(entry.reason() != null));
    }

    private static Stream<String> drawing(RunningOminiGate ominigate) {
        return ominigate
                .application()
                .context()
                .getBean(Router.class)
                .uriRoutes()
                .filter(route -> route.getHttpMethod() != HttpMethod.HEAD)
                .filter(EveryPageTest::drawsPages)
                .map(route -> route.getHttpMethod() + " "
                        + route.getUriMatchTemplate().toPathString());
    }

    private static boolean drawsPages(UriRouteInfo<?, ?> route) {
        return route.getProduces().stream().anyMatch(type -> type.getName().equals(MediaType.TEXT_HTML));
    }

    /** A name in the list that no test has would say that somebody looks where nobody does. */
    @Test
    void everyNameOfALookIsOneThatATestHas() throws IOException {
        String tests = tests();

        assertThat(DrawnPages.all().stream()
                        .flatMap(entry -> entry.looks().stream())
                        .filter(name -> !name.equals(DrawnPages.LIFE)))
                .isNotEmpty()
                .allMatch(name -> Pattern.compile("[\", ]" + Pattern.quote(name) + "\"")
                        .matcher(tests)
                        .find());
    }

    private static String tests() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            List<Path> sources =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            for (Path source : sources) {
                all.append(Files.readString(source));
            }
        }
        return all.toString();
    }
}
