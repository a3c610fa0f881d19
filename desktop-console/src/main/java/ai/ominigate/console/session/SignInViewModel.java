package ai.ominigate.console.session;

import ai.ominigate.console.remote.Failure;
import ai.ominigate.console.remote.Remote;
import ai.ominigate.console.remote.RemoteException;
import ai.ominigate.console.remote.ServerAddress;
import ai.ominigate.console.view.Remembered;
import ai.ominigate.console.view.Tasks;
import ai.ominigate.model.staff.ProviderOffer;
import ai.ominigate.model.staff.SignIn;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;

/** The way in, without its looks: which server, who, and why not. */
public final class SignInViewModel {

    /** From this difference on, a code of the authenticator may be refused (RFC 6238, section 5.2: steps of 30 s). */
    static final Duration SKEW = Duration.ofSeconds(60);

    private static final String ADDRESS = "server.address";
    private static final String EMAIL = "sign-in.email";

    private final Tasks tasks;
    private final InstantSource clock;
    private final Remembered remembered;
    private final String version;
    private final Browser browser;
    private final Consumer<Session> onEntered;

    private final StringProperty server = new SimpleStringProperty(this, "server");
    private final StringProperty email = new SimpleStringProperty(this, "email");
    private final StringProperty password = new SimpleStringProperty(this, "password", "");
    private final StringProperty code = new SimpleStringProperty(this, "code", "");
    private final ReadOnlyObjectWrapper<Trouble> trouble =
            new ReadOnlyObjectWrapper<>(this, "trouble", new Trouble.None());
    private final ReadOnlyObjectWrapper<@Nullable Instant> barredUntil =
            new ReadOnlyObjectWrapper<>(this, "barredUntil");
    private final ReadOnlyBooleanWrapper busy = new ReadOnlyBooleanWrapper(this, "busy");
    private final ReadOnlyBooleanWrapper inBrowser = new ReadOnlyBooleanWrapper(this, "inBrowser");
    private final ObjectProperty<Duration> skew = new SimpleObjectProperty<>(this, "skew", Duration.ZERO);
    private final ReadOnlyObjectWrapper<@Nullable ProviderOffer> provider =
            new ReadOnlyObjectWrapper<>(this, "provider");
    private final BooleanBinding complete;

    private Tasks.@Nullable Running running;

    /** Why nobody is signed in yet. */
    sealed interface Trouble {
        record None() implements Trouble {}

        /** What was typed as the server is none. */
        record NoAddress() implements Trouble {}

        record Refused(Failure failure) implements Trouble {}

        /** The browser did not come back with a sign-in. */
        record BrowserFailed() implements Trouble {}
    }

    /**
     * @param remembered where the server and the e-mail address are remembered; never anything secret
     * @param version of this console
     * @param browser opens the system's
     * @param onEntered gets the session
     */
    public SignInViewModel(
            Tasks tasks,
            InstantSource clock,
            Remembered remembered,
            String version,
            Browser browser,
            Consumer<Session> onEntered) {
        this.tasks = tasks;
        this.clock = clock;
        this.remembered = remembered;
        this.version = version;
        this.browser = browser;
        this.onEntered = onEntered;
        server.set(rememberedServer().toString());
        email.set(remembered.get(EMAIL).orElse(""));
        complete = Bindings.createBooleanBinding(
                () -> !server.get().isBlank()
                        && !email.get().isBlank()
                        && !password.get().isEmpty()
                        && (isTotp(code.get()) || isRecoveryCode(code.get())),
                server,
                email,
                password,
                code);
        server.subscribe(typed -> {
            provider.set(null);
            forget();
        });
    }

    private ServerAddress rememberedServer() {
        return remembered.get(ADDRESS).flatMap(ServerAddress::parse).orElse(ServerAddress.DEFAULT);
    }

    private void forget() {
        if (!(trouble.get() instanceof Trouble.None)) {
            trouble.set(new Trouble.None());
        }
    }

    /** Asks the server how people sign in there; says nothing if it does not answer. */
    void lookAtServer() {
        Optional<ServerAddress> address = ServerAddress.parse(server.get());
        if (address.isEmpty()) {
            trouble.set(new Trouble.NoAddress());
            return;
        }
        String asked = server.get();
        tasks.start(
                () -> look(address.get()),
                looked -> {
                    if (asked.equals(server.get())) {
                        provider.set(looked.offer());
                        skew.set(looked.skew());
                        if (looked.failure() != null) {
                            lookFailed(looked.failure());
                        }
                    }
                },
                this::lookFailed);
    }

    private record Looked(
            @Nullable ProviderOffer offer,
            Duration skew,
            @Nullable RemoteException failure) {}

    /** Blocks. To make a client takes so long by itself that the window would show later. */
    private Looked look(ServerAddress address) {
        Remote remote = new Remote(address, () -> null, clock, version);
        try {
            ProviderOffer offer = remote.answer(remote.api(SessionApi.class).provider());
            return new Looked(offer, remote.skew(), null);
        } catch (RemoteException e) {
            return new Looked(null, remote.skew(), e);
        }
    }

    /** That there is no provider is no trouble. */
    private void lookFailed(Exception failure) {
        if (failure instanceof RemoteException refused && !(refused.failure() instanceof Failure.Gone)) {
            trouble.set(new Trouble.Refused(refused.failure()));
        }
    }

    /** Tries to sign in with what was typed. */
    void signIn() {
        if (busy.get() || !complete.get()) {
            return;
        }
        SignIn wish = wish(email.get().strip(), password.get(), code.get());
        withServer(null, (remote, credentials) -> Session.enter(remote, credentials, wish));
    }

    /** Signs in at the organisation's provider, in the browser. */
    void signInWithBrowser() {
        ProviderOffer offer = provider.get();
        if (busy.get() || offer == null) {
            return;
        }
        inBrowser.set(true);
        withServer(
                new Session.Provider(offer, browser),
                (remote, credentials) -> Session.enter(
                        remote, credentials, BrowserSignIn.at(offer, browser, false, Session.Provider.PATIENCE)));
    }

    /** Waits for the browser no more. */
    void cancel() {
        if (running != null) {
            running.cancel();
        }
        busy.set(false);
        inBrowser.set(false);
    }

    private interface Way {
        Session.Entered in(Remote remote, Session.Credentials credentials) throws Exception;
    }

    private void withServer(Session.@Nullable Provider provided, Way way) {
        Optional<ServerAddress> address = ServerAddress.parse(server.get());
        if (address.isEmpty()) {
            trouble.set(new Trouble.NoAddress());
            inBrowser.set(false);
            return;
        }
        Session.Credentials credentials = new Session.Credentials();
        trouble.set(new Trouble.None());
        busy.set(true);
        running = tasks.start(
                () -> {
                    Remote remote = new Remote(address.get(), credentials::token, clock, version);
                    try {
                        return new Tried(remote, way.in(remote, credentials), null);
                    } catch (IOException | RemoteException e) {
                        return new Tried(remote, null, e);
                    }
                },
                tried -> {
                    if (tried.entered() != null) {
                        entered(address.get(), tried.remote(), credentials, tried.entered(), provided);
                    } else {
                        refused(tried.remote().skew(), Objects.requireNonNull(tried.failure()));
                    }
                },
                failure -> refused(skew.get(), failure));
    }

    private record Tried(
            Remote remote,
            Session.@Nullable Entered entered,
            @Nullable Exception failure) {}

    private void entered(
            ServerAddress address,
            Remote remote,
            Session.Credentials credentials,
            Session.Entered entered,
            Session.@Nullable Provider provided) {
        busy.set(false);
        inBrowser.set(false);
        remembered.put(ADDRESS, address.toString());
        remembered.put(EMAIL, entered.me().staff().email());
        password.set("");
        code.set("");
        onEntered.accept(Session.begin(tasks, remote, clock, credentials, entered, provided));
    }

    private void refused(Duration ahead, Exception exception) {
        busy.set(false);
        inBrowser.set(false);
        skew.set(ahead);
        // A code is good for one try.
        code.set("");
        if (exception instanceof RemoteException refused) {
            if (refused.failure() instanceof Failure.TooMany tooMany) {
                barredUntil.set(clock.instant().plus(tooMany.after()));
            }
            trouble.set(new Trouble.Refused(refused.failure()));
        } else {
            trouble.set(new Trouble.BrowserFailed());
        }
    }

    /** @param code six digits of the authenticator, or a recovery code */
    static SignIn wish(String email, String password, String code) {
        String typed = code.replaceAll("\\s", "");
        return isTotp(code)
                ? new SignIn(email, password, typed, null)
                : new SignIn(email, password, null, typed.toLowerCase(Locale.ROOT));
    }

    static boolean isTotp(String code) {
        return code.replaceAll("\\s", "").matches("\\d{6}");
    }

    static boolean isRecoveryCode(String code) {
        return code.replaceAll("\\s", "").length() > 6;
    }

    StringProperty serverProperty() {
        return server;
    }

    StringProperty emailProperty() {
        return email;
    }

    StringProperty passwordProperty() {
        return password;
    }

    StringProperty codeProperty() {
        return code;
    }

    ReadOnlyObjectProperty<Trouble> troubleProperty() {
        return trouble.getReadOnlyProperty();
    }

    /** Until when the server lets nobody try; null if it does. */
    ReadOnlyObjectProperty<@Nullable Instant> barredUntilProperty() {
        return barredUntil.getReadOnlyProperty();
    }

    ReadOnlyBooleanProperty busyProperty() {
        return busy.getReadOnlyProperty();
    }

    ReadOnlyBooleanProperty inBrowserProperty() {
        return inBrowser.getReadOnlyProperty();
    }

    /** How far the server's clock is ahead. */
    ObjectProperty<Duration> skewProperty() {
        return skew;
    }

    /** How to sign in at the organisation's provider; null where that is not set up, or not known yet. */
    ReadOnlyObjectProperty<@Nullable ProviderOffer> providerProperty() {
        return provider.getReadOnlyProperty();
    }

    /** Whether everything is there to try with. */
    BooleanBinding completeProperty() {
        return complete;
    }
}
