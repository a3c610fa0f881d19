package ai.ominigate.dashboard;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Debian's Chromium, started once for all tests of a JVM. It can look up and reach nothing but this machine. */
public final class Chromium {
    private static final Path PROGRAM = Path.of("/usr/bin/chromium");

    private static final List<String> FLAGS = List.of(
            "--no-sandbox",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-default-apps",
            "--disable-domain-reliability",
            "--disable-extensions",
            "--disable-sync",
            "--disable-features=OptimizationHints,MediaRouter,Translate,AutofillServerCommunication",
            "--no-first-run",
            "--no-pings",
            "--force-color-profile=srgb");

    private static @Nullable Browser browser;

    private Chromium() {}

    /** The one of this JVM. Only for the thread that tests run on. */
    public static synchronized Browser browser() {
        if (browser == null) {
            if (!Files.isExecutable(PROGRAM)) {
                throw new IllegalStateException(
                        "There is no %s, which the tests of pages need: apt-get install chromium fonts-noto-cjk fonts-dejavu"
                                .formatted(PROGRAM));
            }
            Playwright playwright = Playwright.create(
                    new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
            browser = playwright
                    .chromium()
                    .launch(new BrowserType.LaunchOptions()
                            .setExecutablePath(PROGRAM)
                            .setArgs(FLAGS));
            Runtime.getRuntime().addShutdownHook(new Thread(playwright::close));
        }
        return browser;
    }
}
