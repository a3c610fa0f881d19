package ai.ominigate.console.session;

import ai.ominigate.console.remote.Gate;
import ai.ominigate.console.remote.Remote;
import ai.ominigate.console.remote.RemoteException;
import ai.ominigate.console.view.Tasks;
import ai.ominigate.model.staff.Me;
import ai.ominigate.model.staff.ProviderOffer;
import ai.ominigate.model.staff.ProviderSignIn;
import ai.ominigate.model.staff.SignIn;
import ai.ominigate.model.staff.SignedIn;
import ai.ominigate.model.staff.StepUp;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/**
 * One person's work at one server, from signing in to signing out. It is locked in between when nobody is there, when they
 * say so, or when the server has ended their sign-in; whoever unlocks it is the same person, with another sign-in. To be used
 * on the screen's thread, but for the token, which whoever sends a request reads.
 */
public final class Session implements Gate {

    /** From when on nobody is taken to be there (privacy of what is on the screen). */
    public static final Duration IDLE = Duration.ofMinutes(10);

    private final Tasks tasks;
    private final Remote remote;
    private final SessionApi api;
    private final InstantSource clock;
    private final Credentials credentials;
    private final Me me;
    private final @Nullable Provider provider;
    private final List<Runnable> waiting = new ArrayList<>();
    private final ReadOnlyObjectWrapper<State> state;

    private Instant usedAt;
    private @Nullable Consumer<StepUpWish> onStepUp;
    private boolean asking;

    /** Where things stand. */
    public sealed interface State {
        /** @param until when the sign-in ends at the latest */
        record Open(Instant until) implements State {}

        record Locked(Why why) implements State {}

        record Over() implements State {}
    }

    /** Why it is locked. */
    public enum Why {
        IDLE,
        ASKED,
        ENDED
    }

    /** A command waits for the second factor. */
    public record StepUpWish(Runnable shown, Runnable givenUp) {}

    /** Where somebody signed in who did not show a password here, and shows again who they are. */
    record Provider(ProviderOffer offer, Browser browser) {
        /** How long people may take in the browser. */
        static final Duration PATIENCE = Duration.ofMinutes(5);

        private ProviderSignIn ask() throws IOException, InterruptedException {
            return BrowserSignIn.at(offer, browser, true, PATIENCE);
        }
    }

    private Session(
            Tasks tasks,
            Remote remote,
            InstantSource clock,
            Credentials credentials,
            Entered entered,
            @Nullable Provider provider) {
        this.provider = provider;
        this.tasks = tasks;
        this.remote = remote;
        this.api = remote.api(SessionApi.class);
        this.clock = clock;
        this.credentials = credentials;
        this.me = entered.me();
        this.usedAt = clock.instant();
        this.state = new ReadOnlyObjectWrapper<>(
                this, "state", new State.Open(entered.signedIn().expiresAt()));
    }

    /** The token that requests carry. Read by the threads that send them. */
    static final class Credentials {
        private volatile @Nullable String token;

        @Nullable
        String token() {
            return token;
        }

        void set(@Nullable String now) {
            token = now;
        }
    }

    record Entered(SignedIn signedIn, Me me) {}

    /** Signs somebody in and asks what they may. Blocks. */
    static Entered enter(Remote remote, Credentials credentials, SignIn wish) throws RemoteException {
        SessionApi api = remote.api(SessionApi.class);
        return entered(remote, credentials, Objects.requireNonNull(remote.answer(api.signIn(wish))));
    }

    /** The same with what the organisation's provider gave the browser. Blocks. */
    static Entered enter(Remote remote, Credentials credentials, ProviderSignIn wish) throws RemoteException {
        SessionApi api = remote.api(SessionApi.class);
        return entered(remote, credentials, Objects.requireNonNull(remote.answer(api.signIn(wish))));
    }

    private static Entered entered(Remote remote, Credentials credentials, SignedIn signedIn) throws RemoteException {
        credentials.set(signedIn.token());
        return new Entered(
                signedIn,
                Objects.requireNonNull(
                        remote.answer(remote.api(SessionApi.class).me())));
    }

    /** @param provider where they signed in; null for here */
    static Session begin(
            Tasks tasks,
            Remote remote,
            InstantSource clock,
            Credentials credentials,
            Entered entered,
            @Nullable Provider provider) {
        return new Session(tasks, remote, clock, credentials, entered, provider);
    }

    /** The server that this is at, with the token of whoever is signed in. */
    public Remote remote() {
        return remote;
    }

    /** Who it is. */
    public Me me() {
        return me;
    }

    /** What they may. */
    public Rights rights() {
        return Rights.of(me);
    }

    /** Where things stand. */
    public ReadOnlyObjectProperty<State> stateProperty() {
        return state.getReadOnlyProperty();
    }

    /** Somebody is there. */
    public void used() {
        usedAt = clock.instant();
    }

    /** To be called now and then: locks when nobody was there for {@link #IDLE}, or the sign-in is at its end. */
    public void look() {
        if (state.get() instanceof State.Open(Instant until)) {
            if (!clock.instant().isBefore(until)) {
                lock(Why.ENDED);
            } else if (!clock.instant().isBefore(usedAt.plus(IDLE))) {
                lock(Why.IDLE);
            }
        }
    }

    /** Locks, and ends the sign-in at the server, so that what is in memory is good for nothing. */
    public void lock(Why why) {
        if (state.get() instanceof State.Open) {
            state.set(new State.Locked(why));
            endAtServer();
        }
    }

    private void endAtServer() {
        String token = credentials.token();
        if (token == null) {
            return;
        }
        tasks.start(
                () -> {
                    try {
                        return remote.answer(api.signOut()) == null;
                    } finally {
                        credentials.set(null);
                    }
                },
                _ -> {},
                // It ends by itself at the server; here it is forgotten already.
                _ -> {});
    }

    /** Tries to unlock: the same person signs in again. What waited for it goes on. */
    public void unlock(String password, String code, Runnable done, Consumer<? super Exception> failed) {
        SignIn wish = SignInViewModel.wish(me.staff().email(), password, code);
        tasks.start(
                () -> enter(remote, credentials, wish),
                entered -> {
                    reopen(entered);
                    done.run();
                },
                failed);
    }

    /** Whether they signed in at the organisation's provider, in the browser. */
    boolean isProvided() {
        return provider != null;
    }

    /** Tries to unlock in the browser. What waited for it goes on. Somebody else is not let in. */
    Tasks.Running unlockInBrowser(Runnable done, Consumer<? super Exception> failed) {
        Provider where = Objects.requireNonNull(provider);
        return tasks.start(
                () -> enterAgain(where.ask()),
                entered -> {
                    reopen(entered);
                    done.run();
                },
                failed);
    }

    private Entered enterAgain(ProviderSignIn wish) throws RemoteException, AnotherPerson {
        Entered entered = enter(remote, credentials, wish);
        if (!entered.me().staff().id().equals(me.staff().id())) {
            try {
                remote.answer(api.signOut());
            } finally {
                credentials.set(null);
            }
            throw new AnotherPerson();
        }
        return entered;
    }

    /** Somebody else came back from the browser. */
    static final class AnotherPerson extends Exception {
        private static final long serialVersionUID = 1;
    }

    /** Shows the server by the browser that it is still them. */
    Tasks.Running stepUpInBrowser(Runnable done, Consumer<? super Exception> failed) {
        Provider where = Objects.requireNonNull(provider);
        return tasks.start(
                () -> Objects.requireNonNull(remote.answer(api.stepUp(where.ask()))), _ -> done.run(), failed);
    }

    private void reopen(Entered entered) {
        usedAt = clock.instant();
        state.set(new State.Open(entered.signedIn().expiresAt()));
        List<Runnable> now = List.copyOf(waiting);
        waiting.clear();
        now.forEach(Runnable::run);
    }

    /** Signs out, for good. */
    public void signOut() {
        endAtServer();
        waiting.clear();
        state.set(new State.Over());
    }

    @Override
    public void signInAgain(Runnable then) {
        if (state.get() instanceof State.Over) {
            return;
        }
        waiting.add(then);
        credentials.set(null);
        if (state.get() instanceof State.Open) {
            state.set(new State.Locked(Why.ENDED));
        }
    }

    /** @param asks shows a dialog for the second factor */
    public void onStepUp(Consumer<StepUpWish> asks) {
        onStepUp = asks;
    }

    @Override
    public void stepUp(Runnable then, Runnable givenUp) {
        if (onStepUp == null || asking) {
            givenUp.run();
            return;
        }
        asking = true;
        onStepUp.accept(new StepUpWish(
                () -> {
                    asking = false;
                    then.run();
                },
                () -> {
                    asking = false;
                    givenUp.run();
                }));
    }

    /** Shows the second factor to the server. */
    public void showSecondFactor(String code, Runnable done, Consumer<? super Exception> failed) {
        StepUp wish = SignInViewModel.isRecoveryCode(code) ? new StepUp(null, code) : new StepUp(code, null);
        tasks.start(() -> Objects.requireNonNull(remote.answer(api.stepUp(wish))), _ -> done.run(), failed);
    }
}
