package ai.ominigate.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The staff API refuses parameters that a route does not have, as "limit" where all comes at once. */
class WithoutPagesTest {

    @ParameterizedTest
    @CsvSource({
        "ominigate://retention, GET /admin/v1/retention/rules",
        "ominigate://policy?tab=checks, GET /admin/v1/policy/checks"
    })
    void whatComesAllAtOnceIsAskedForWithoutPages(String link, String route) throws Exception {
        try (StaffServer server = PolicyAnswers.policy(new StaffServer());
                OpenConsole console = OpenConsole.at(server.address()).signedIn()) {
            console.follow(link);

            Await.until(route, () -> !server.asked(route).isEmpty());
            assertThat(server.asked(route))
                    .allSatisfy(asked -> assertThat(asked.query()).isEmpty());
        }
    }
}
