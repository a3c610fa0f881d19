package ai.ominigate.console;

import ai.ominigate.console.abuse.AbuseView;
import ai.ominigate.console.abuse.Addresses;
import ai.ominigate.console.abuse.DecisionsView;
import ai.ominigate.console.abuse.NetworkView;
import ai.ominigate.console.approvals.ApprovalsView;
import ai.ominigate.console.audit.AuditView;
import ai.ominigate.console.control.Dialogs;
import ai.ominigate.console.customers.CustomersView;
import ai.ominigate.console.health.HealthView;
import ai.ominigate.console.notices.NoticesBell;
import ai.ominigate.console.overview.OverviewView;
import ai.ominigate.console.payments.PaymentsView;
import ai.ominigate.console.policy.PolicyView;
import ai.ominigate.console.release.NewerConsole;
import ai.ominigate.console.release.ReleaseKey;
import ai.ominigate.console.remote.Calls;
import ai.ominigate.console.remote.Connection;
import ai.ominigate.console.remote.LiveEvents;
import ai.ominigate.console.requests.RequestsView;
import ai.ominigate.console.retention.RetentionView;
import ai.ominigate.console.reveal.EmergenciesView;
import ai.ominigate.console.reveal.GlassAside;
import ai.ominigate.console.session.Browser;
import ai.ominigate.console.session.LockView;
import ai.ominigate.console.session.Session;
import ai.ominigate.console.session.SignInView;
import ai.ominigate.console.session.SignInViewModel;
import ai.ominigate.console.session.StepUpDialog;
import ai.ominigate.console.shell.Jump;
import ai.ominigate.console.shell.Link;
import ai.ominigate.console.shell.Navigator;
import ai.ominigate.console.shell.Place;
import ai.ominigate.console.shell.Saving;
import ai.ominigate.console.shell.ShellView;
import ai.ominigate.console.shell.Tools;
import ai.ominigate.console.staff.StaffView;
import ai.ominigate.console.subprocessors.SubprocessorsView;
import ai.ominigate.console.view.Moments;
import ai.ominigate.console.view.Remembered;
import ai.ominigate.console.view.ScreenWatch;
import ai.ominigate.console.view.Tasks;
import ai.ominigate.console.view.Text;
import ai.ominigate.console.view.Theme;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import javafx.scene.Parent;
import javafx.scene.layout.StackPane;
import org.jspecify.annotations.Nullable;

/**
 * What the console is put together of, and in which order it comes up: the way in, then the shell with the places of whoever
 * came in, and the lock in front of it. The one place that knows all screens.
 */
public final class Console {

    private final Settings settings;
    private final Tasks tasks;
    private final Moments moments;
    private final StackPane root = new StackPane();

    private @Nullable Work work;

    /** Where somebody wants to go as soon as they are in. */
    private @Nullable Link wanted;

    /**
     * What comes from the machine that the console runs on.
     *
     * @param version of this console
     * @param watch measures what is done on the thread that draws
     * @param releaseKey whose word about newer consoles is believed; empty for nobody's
     */
    public record Settings(
            Theme theme,
            Text text,
            InstantSource clock,
            ZoneId zone,
            Remembered remembered,
            Browser browser,
            Saving saving,
            String version,
            ScreenWatch watch,
            Optional<ReleaseKey> releaseKey) {}

    /** One person's work, from signing in to signing out. */
    private record Work(
            Session session,
            StackPane content,
            Navigator navigator,
            LiveEvents events,
            Dialogs dialogs,
            NewerConsole newer) {}

    public Console(Settings settings) {
        this.settings = settings;
        this.tasks = Tasks.onScreen(settings.watch());
        root.sceneProperty().subscribe(scene -> {
            if (scene != null) {
                settings.watch().over(scene);
            }
        });
        this.moments = new Moments(settings.text(), settings.clock(), settings.zone());
        showSignIn();
    }

    /** What the window shows. */
    public Parent root() {
        return root;
    }

    /** Goes where the link leads: now, or as soon as somebody is signed in and at work. One that leads nowhere is dropped. */
    public void open(Link link) {
        wanted = link;
        if (work != null && work.session().stateProperty().get() instanceof Session.State.Open) {
            goWhereWanted(work);
        }
    }

    private void goWhereWanted(Work now) {
        if (wanted != null) {
            now.navigator().go(wanted);
            wanted = null;
        }
    }

    /** Every screen, in the order of the rail. A new one is a line here. */
    private static List<Place> places(Tools tools, Addresses addresses) {
        return List.of(
                OverviewView.place(tools),
                AbuseView.place(tools),
                NetworkView.place(tools, addresses),
                DecisionsView.place(tools),
                ApprovalsView.place(tools),
                RequestsView.place(tools),
                CustomersView.place(tools),
                PaymentsView.place(tools),
                SubprocessorsView.place(tools),
                RetentionView.place(tools),
                PolicyView.place(tools),
                AuditView.place(tools),
                EmergenciesView.place(tools),
                StaffView.place(tools),
                HealthView.place(tools));
    }

    /** Where pasted names lead. */
    private static List<Jump> jumps(Tools tools, Addresses addresses) {
        return List.of(addresses.jump(tools), RequestsView.jump(tools), CustomersView.jump(tools));
    }

    private void showSignIn() {
        work = null;
        SignInViewModel model = new SignInViewModel(
                tasks, settings.clock(), settings.remembered(), settings.version(), settings.browser(), this::enter);
        root.getChildren().setAll(SignInView.of(model, settings.text(), moments));
    }

    private void enter(Session session) {
        Connection connection = new Connection(settings.clock());
        Calls calls = new Calls(tasks, session.remote(), session, connection);
        LiveEvents events = new LiveEvents(tasks, session.remote(), connection);
        StackPane content = new StackPane();
        // Screens listen to it, and are gone when this person is.
        Moments own = new Moments(settings.text(), settings.clock(), settings.zone());
        Dialogs dialogs = new Dialogs(content, settings.text(), own, tasks);
        Tools tools = new Tools(
                settings.text(),
                calls,
                events,
                dialogs,
                own,
                session.me(),
                session.rights(),
                settings.browser(),
                settings.saving());
        Addresses addresses = new Addresses();
        NewerConsole newer = new NewerConsole(
                calls, session.remote(), settings.remembered(), settings.version(), settings.releaseKey());
        StepUpDialog.install(session, dialogs, settings.text());
        Navigator navigator = new Navigator(places(tools, addresses), session.rights(), tasks::land);
        ShellView.show(
                content,
                session,
                navigator,
                tools,
                settings.theme(),
                jumps(tools, addresses),
                List.of(GlassAside.of(tools), NoticesBell.of(tools, navigator)),
                settings.version(),
                newer.versionProperty());
        work = new Work(session, dialogs.root(), navigator, events, dialogs, newer);
        session.stateProperty().subscribe(state -> follow(work, state));
        // In a step of its own, as the window comes by itself already.
        tasks.land(() -> {
            if (navigator.here() == null) {
                navigator.places().stream().findFirst().ifPresent(first -> navigator.go(Link.to(first.id())));
            }
        });
    }

    private void follow(@Nullable Work now, Session.State state) {
        if (now == null) {
            return;
        }
        switch (state) {
            case Session.State.Open _ -> {
                root.getChildren().setAll(now.content());
                now.events().start();
                now.newer().look();
                goWhereWanted(now);
            }
            case Session.State.Locked(Session.Why why) -> {
                now.events().stop();
                leaveDesk(now);
                root.getChildren()
                        .setAll(LockView.of(now.session(), why, settings.text(), moments, now.session()::signOut));
            }
            case Session.State.Over() -> {
                now.events().stop();
                leaveDesk(now);
                showSignIn();
            }
        }
    }

    /** Ends what it does by itself. To be called when nobody looks at it any more. */
    public void close() {
        if (work != null) {
            work.events().stop();
            leaveDesk(work);
        }
    }

    private static void leaveDesk(Work now) {
        if (now.navigator().deskProperty().get() != null) {
            now.navigator().deskProperty().get().leave();
        }
    }
}
