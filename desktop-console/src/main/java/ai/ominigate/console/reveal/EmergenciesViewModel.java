package ai.ominigate.console.reveal;

import ai.ominigate.console.control.ListModel;
import ai.ominigate.console.remote.Calls;
import ai.ominigate.console.remote.Failure;
import ai.ominigate.console.remote.Version;
import ai.ominigate.model.reveal.BreakGlass;
import ai.ominigate.model.reveal.BreakGlassDetails;
import ai.ominigate.model.reveal.Purpose;
import java.time.Instant;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/** Emergencies, without their looks: one's own that goes on, and those that a privacy officer looks after. */
final class EmergenciesViewModel {

    static final int SHORTEST_REASON = 20;
    static final int LONGEST_REASON = 500;

    private final Calls calls;
    private final BreakGlassApi api;
    private final ListModel<BreakGlassDetails> list;
    private final ReadOnlyObjectWrapper<@Nullable Instant> endsAt = new ReadOnlyObjectWrapper<>(this, "endsAt");

    EmergenciesViewModel(Calls calls) {
        this.calls = calls;
        this.api = calls.api(BreakGlassApi.class);
        this.list = new ListModel<>(calls, api::list, BreakGlassDetails::id);
    }

    ListModel<BreakGlassDetails> list() {
        return list;
    }

    /** Until when one's own goes on; null if none was begun here. */
    ReadOnlyObjectProperty<@Nullable Instant> endsAtProperty() {
        return endsAt.getReadOnlyProperty();
    }

    static boolean isReason(String typed) {
        return typed.strip().length() >= SHORTEST_REASON && typed.length() <= LONGEST_REASON;
    }

    void begin(Purpose purpose, String reason, Runnable done, Consumer<Failure> failed) {
        calls.write(
                api.begin(new BreakGlass(purpose, reason)),
                begun -> {
                    endsAt.set(begun.endsAt());
                    done.run();
                },
                failed);
    }

    /** One's own is over: by the clock, as the server ends it by itself. */
    void over() {
        endsAt.set(null);
    }

    static boolean canAcknowledge(@Nullable BreakGlassDetails emergency, String me) {
        return emergency != null
                && emergency.acknowledgedAt() == null
                && !emergency.by().id().equals(me);
    }

    void acknowledge(BreakGlassDetails emergency, Runnable done, Consumer<Failure> failed) {
        calls.write(
                api.acknowledge(emergency.id(), Version.of(emergency)),
                seen -> {
                    list.replace(seen);
                    done.run();
                },
                failed);
    }
}
