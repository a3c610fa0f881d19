package ai.ominigate;

import ai.ominigate.demo.DemoMail;
import ai.ominigate.demo.DemoMailbox;
import ai.ominigate.demo.DemoProvider;
import ai.ominigate.demo.DemoStripe;
import ai.ominigate.operator.Operator;
import ai.ominigate.platform.BeforeReady;
import ai.ominigate.platform.CannotStart;
import ai.ominigate.platform.DataFolder;
import ai.ominigate.platform.Database;
import ai.ominigate.platform.NodeStop;
import ai.ominigate.platform.Ready;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.Environment;
import io.micronaut.context.env.PropertySource;
import io.micronaut.core.order.OrderUtil;
import io.micronaut.runtime.graceful.GracefulShutdownManager;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * OminiGate as a whole: started and stopped in an order that is written down here, and not left to the order in which
 * beans happen to be made. Settings, data folder, database, features, socket, readiness; and back.
 */
public final class Application {
    /** How long open calls may take to end once a stop was asked for. */
    private static final Duration CALLS_END_WITHIN = Duration.ofSeconds(20);
    /** How long the features may take to write down what they hold. */
    private static final Duration FEATURES_STOP_WITHIN = Duration.ofSeconds(20);

    private static final int HIGHEST_PORT = 65_535;
    private static final Logger LOG = LoggerFactory.getLogger(Application.class);

    private Application() {}

    /**
     * Carries out the command that the arguments name. Without one, runs until it is told to stop; says in one sentence
     * why it cannot start, and exits with 1.
     */
    public static void main(String[] args) {
        ParentWatch.startIfAsked();
        if (Operator.isCommand(args)) {
            System.exit(Operator.run(args, System.getenv(), System.out, System.err));
            return;
        }
        Running running = new Running();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(running::close));
        try {
            running.open(Map.of(), args);
        } catch (RuntimeException | LinkageError e) {
            fail(running, e);
            return;
        }
        running.context().getBean(NodeStop.class).requested().thenAccept(Application::stopFailed);
        Welcome.print(System.out, running);
    }

    private static void stopFailed(String why) {
        System.err.println(why);
        System.exit(1);
    }

    private static void fail(Running running, Throwable failure) {
        if (!running.isToldToStop()) {
            System.err.println(StartFailure.sentence(failure));
            if (Boolean.parseBoolean(System.getenv("OMINIGATE_DEBUG"))) {
                failure.printStackTrace();
            }
        }
        System.exit(1);
    }

    /**
     * Starts everything and returns when calls can be served.
     *
     * @param overrides settings that win over files, environment variables and system properties
     * @throws CannotStart when the reason is foreseeable; nothing is left running then
     */
    public static Running start(Map<String, Object> overrides) {
        Running running = new Running();
        try {
            running.open(overrides, new String[0]);
            return running;
        } catch (RuntimeException | Error e) {
            running.close();
            throw e;
        }
    }

    /** A started OminiGate. */
    public static final class Running implements AutoCloseable {
        private final Deque<Step> toClose = new ArrayDeque<>();
        private @Nullable ApplicationContext context;
        private int port;
        private boolean closed;

        private Running() {}

        private void open(Map<String, Object> overrides, String[] args) {
            ApplicationContext context = ApplicationContext.builder(Application.class)
                    .deduceEnvironment(false)
                    .deduceCloudEnvironment(false)
                    .bootstrapEnvironment(false)
                    .banner(false)
                    .args(args)
                    .properties(overrides)
                    // What is set wrong is to be said now, and the first call is not to wait for anything to be made.
                    .eagerInitSingletons(true)
                    .build();
            this.context = context;
            Environment settings = Settings.read(context);
            refuseTakenPort(Settings.port(settings));

            DataFolder folder = DataFolder.open(Settings.dataFolder(settings));
            closeLater("the data folder", folder::close);
            context.registerSingleton(DataFolder.class, folder);

            Database database = Database.open(settings, folder);
            closeLater("the database", database::close);
            settings.addPropertySource(PropertySource.of("ominigate-database", database.settings()));

            if (Settings.demo(settings)) {
                DemoProvider provider = DemoProvider.start();
                closeLater("the demo's model provider", provider::close);
                settings.addPropertySource(PropertySource.of("ominigate-demo", provider.settings()));
                DemoMail mail = DemoMail.start();
                closeLater("the demo's mail server", mail::close);
                settings.addPropertySource(PropertySource.of("ominigate-demo-mail", mail.settings()));
                if (!Settings.paysAtStripe(settings)) {
                    DemoStripe stripe = DemoStripe.start(folder.demoStripeFile());
                    closeLater("the demo's stand-in for Stripe", stripe::close);
                    settings.addPropertySource(PropertySource.of("ominigate-demo-stripe", stripe.settings()));
                    context.registerSingleton(DemoStripe.class, stripe);
                }
                context.registerSingleton(DemoMailbox.class, mail.mailbox());
            }

            closeLater("the features", () -> within(FEATURES_STOP_WITHIN, context::close));
            context.start();
            serve(context);
        }

        private void serve(ApplicationContext context) {
            EmbeddedServer server = context.getBean(EmbeddedServer.class);
            closeLater("the open calls", () -> letCallsEnd(context));
            server.start();
            port = server.getPort();
            List<BeforeReady> preparations = new ArrayList<>(context.getBeansOfType(BeforeReady.class));
            OrderUtil.sort(preparations);
            preparations.forEach(preparation -> preparation.prepare(baseUrl()));
            context.getBean(Ready.class).open();
        }

        private static void letCallsEnd(ApplicationContext context) {
            context.getBean(Ready.class).close();
            within(
                    CALLS_END_WITHIN,
                    () -> context.getBean(GracefulShutdownManager.class)
                            .shutdownGracefully()
                            .toCompletableFuture()
                            .join());
        }

        /** The port that answers, also when a random one was asked for. */
        public int port() {
            return port;
        }

        /** Where a program on this machine reaches it, without a trailing slash. */
        public URI baseUrl() {
            return URI.create((Settings.tls(context().getEnvironment()) ? "https" : "http") + "://localhost:" + port);
        }

        /** The features. */
        public ApplicationContext context() {
            return Objects.requireNonNull(context, "it was not opened");
        }

        /** Stops everything in reverse order, each step in bounded time, the database last. Does nothing twice. */
        @Override
        public synchronized void close() {
            closed = true;
            while (!toClose.isEmpty()) {
                Step step = toClose.pop();
                try {
                    step.close().run();
                } catch (RuntimeException e) {
                    LOG.error("Could not stop {} in order", step.name(), e);
                }
            }
        }

        private synchronized void closeLater(String name, Runnable close) {
            if (closed) {
                close.run();
                throw new CannotStart("OminiGate was told to stop while it was starting.");
            }
            toClose.push(new Step(name, close));
        }

        private synchronized boolean isToldToStop() {
            return closed;
        }
    }

    private record Step(String name, Runnable close) {}

    /** A quick look before anything is started; the server's own bind has the last word. */
    private static void refuseTakenPort(int port) {
        if (port == 0) {
            return;
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(port));
        } catch (IOException e) {
            throw StartFailure.portNotFree(port, e);
        }
    }

    private static void within(Duration limit, Runnable work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("stopping").start(() -> {
            try {
                work.run();
                done.complete(null);
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        try {
            done.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("Not finished within {} s; going on with the stop", limit.toSeconds());
        } catch (ExecutionException e) {
            LOG.error("A part did not stop in order", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What the operator set, read before any bean exists. */
    private static final class Settings {
        private Settings() {}

        static Environment read(ApplicationContext context) {
            Environment settings;
            try {
                settings = context.getEnvironment().start();
            } catch (RuntimeException e) {
                throw StartFailure.unreadableConfiguration(e);
            }
            String credentials = System.getenv(Credentials.FOLDER);
            if (credentials != null) {
                settings.addPropertySource(Credentials.in(Path.of(credentials)));
            }
            if (tls(settings)) {
                settings.addPropertySource(PropertySource.of("ominigate-tls", tlsSettings(settings)));
            }
            return settings;
        }

        /** Whether we encrypt ourselves, and not a proxy before us. */
        static boolean tls(Environment settings) {
            return !certificate(settings, "certificate").isEmpty()
                    || !certificate(settings, "key").isEmpty();
        }

        /** The same port, encrypted; files that change are read again, as certificates live for weeks. */
        private static Map<String, Object> tlsSettings(Environment settings) {
            return Map.of(
                    "micronaut.server.ssl.enabled",
                    true,
                    "micronaut.server.ssl.port",
                    port(settings),
                    "micronaut.server.ssl.key-name",
                    "ominigate",
                    "micronaut.certificate.file.ominigate.format",
                    "PEM",
                    "micronaut.certificate.file.ominigate.path",
                    readable(settings, "key"),
                    "micronaut.certificate.file.ominigate.certificate-path",
                    readable(settings, "certificate"));
        }

        private static String readable(Environment settings, String what) {
            String file = certificate(settings, what);
            if (file.isEmpty() || !Files.isReadable(Path.of(file))) {
                throw new CannotStart(
                        "OMINIGATE_TLS_%s is '%s', which is no file that can be read; TLS needs a certificate with its chain and its private key, both as PEM."
                                .formatted(what.toUpperCase(Locale.ROOT), file));
            }
            return file;
        }

        private static String certificate(Environment settings, String what) {
            return settings.getProperty("ominigate.tls." + what, String.class)
                    .orElse("")
                    .strip();
        }

        static int port(Environment settings) {
            String value = settings.getProperty("ominigate.port", String.class).orElse("8080");
            try {
                int port = Integer.parseInt(value.strip());
                if (port >= 0 && port <= HIGHEST_PORT) {
                    return port;
                }
            } catch (NumberFormatException e) {
                // The sentence below says it.
            }
            throw new CannotStart(
                    "OMINIGATE_PORT is '%s', which is no port; use a number from 1 to 65535, or 0 for a free one."
                            .formatted(value));
        }

        static boolean demo(Environment settings) {
            return settings.getProperty("ominigate.demo", Boolean.class).orElse(false);
        }

        /** Whether somebody has set anything up at the real one. */
        static boolean paysAtStripe(Environment settings) {
            return Stream.of("stripe.secret-key", "stripe.webhook-secret")
                    .anyMatch(name -> settings.getProperty(name, String.class)
                            .filter(value -> !value.isBlank())
                            .isPresent());
        }

        static Path dataFolder(Environment settings) {
            return Path.of(
                    settings.getProperty("ominigate.data-dir", String.class).orElse("data"));
        }
    }
}
