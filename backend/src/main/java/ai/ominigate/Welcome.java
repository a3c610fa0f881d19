package ai.ominigate;

import ai.ominigate.model.staff.SetupToken;
import ai.ominigate.platform.DataFolder;
import ai.ominigate.staff.identity.Setup;
import io.micronaut.context.env.Environment;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.temporal.ChronoUnit;

/** What a person sees once OminiGate serves. */
final class Welcome {
    private Welcome() {}

    static void print(PrintStream out, Application.Running running) {
        Environment settings = running.context().getEnvironment();
        boolean demo = settings.getProperty("ominigate.demo", Boolean.class).orElse(false);
        out.print(demo ? demo(running) : production(running));
        out.flush();
    }

    private static String production(Application.Running running) {
        return "OminiGate is ready at %s%n".formatted(running.baseUrl()) + firstAdministrator(running);
    }

    /** Standard output is where whoever starts the program looks, and no log. */
    private static String firstAdministrator(Application.Running running) {
        SetupToken token;
        try {
            token = running.context().getBean(Setup.class).atStart();
        } catch (SQLException e) {
            return "Whether there is an administrator is not known, as the database does not answer.%n".formatted();
        }
        if (token == null) {
            return "";
        }
        return """

                  There is no administrator yet. Whoever has this token can become one, until %2$s:

                    %3$s

                  In the desktop console: Set up. Or POST it to %1$s/admin/v1/setup.
                  For another one: java -jar ominigate.jar staff setup-token

                """.formatted(running.baseUrl(), token.expiresAt().truncatedTo(ChronoUnit.SECONDS), token.token());
    }

    private static String demo(Application.Running running) {
        Path file = shortest(running.context().getBean(DataFolder.class).demoFile());
        return """

                  OminiGate demo is ready

                  API     %1$s/v1  (OpenAI and Anthropic formats)
                  Key     "apiKey" in %2$s
                  Pages   %1$s  (sign in as the "customer" in %2$s)
                  Staff   "staff" in %2$s, one of them for each role
                  Health  %1$s/health

                  Try it:

                    KEY=$(sed -n 's/.*"apiKey" *: *"\\([^"]*\\)".*/\\1/p' %2$s)

                    curl %1$s/v1/chat/completions -H "Authorization: Bearer $KEY" \\
                      -H 'Content-Type: application/json' \\
                      -d '{"model":"demo-echo","messages":[{"role":"user","content":"Hello"}]}'

                  Ctrl-C stops everything.

                """.formatted(running.baseUrl(), file);
    }

    private static Path shortest(Path file) {
        Path here = Path.of("").toAbsolutePath();
        return file.startsWith(here) ? here.relativize(file) : file;
    }
}
