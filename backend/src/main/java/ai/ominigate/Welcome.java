package ai.ominigate;

import ai.ominigate.platform.DataFolder;
import io.micronaut.context.env.Environment;
import java.io.PrintStream;
import java.nio.file.Path;

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
        return "OminiGate is ready at %s%n".formatted(running.baseUrl());
    }

    private static String demo(Application.Running running) {
        Path file = shortest(running.context().getBean(DataFolder.class).demoFile());
        return """

                  OminiGate demo is ready

                  API     %1$s/v1  (OpenAI and Anthropic formats)
                  Key     "apiKey" in %2$s
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
