package ai.ominigate.console.reveal;

import ai.ominigate.console.remote.Calls;
import ai.ominigate.console.remote.Failure;
import ai.ominigate.console.view.Tasks;
import ai.ominigate.model.reveal.PersonalField;
import ai.ominigate.model.reveal.Purpose;
import ai.ominigate.model.reveal.RevealField;
import ai.ominigate.model.reveal.RevealedField;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/** One masked value, without its looks: in clear from when it was asked for until a minute later, or until somebody goes. */
public final class Reveal {

    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final Calls calls;
    private final RevealApi api;
    private final Supplier<Instant> now;
    private final String subject;
    private final PersonalField field;
    private final @Nullable String caseName;
    private final ReadOnlyObjectWrapper<@Nullable RevealedField> shown = new ReadOnlyObjectWrapper<>(this, "shown");
    private Tasks.@Nullable Running hiding;

    /**
     * @param subject whose value, as {@code account:019a…}
     * @param caseName in which case, for those who may look in cases only; null elsewhere
     */
    Reveal(Calls calls, Supplier<Instant> now, String subject, PersonalField field, @Nullable String caseName) {
        this.calls = calls;
        this.api = calls.api(RevealApi.class);
        this.now = now;
        this.subject = subject;
        this.field = field;
        this.caseName = caseName;
    }

    /** Shows it in clear, once the server has written the look down. */
    void reveal(Purpose purpose, Runnable done, Consumer<Failure> failed) {
        calls.write(
                api.reveal(new RevealField(subject, field, purpose, caseName)),
                value -> {
                    show(value);
                    done.run();
                },
                failed);
    }

    private void show(RevealedField value) {
        hide();
        shown.set(value);
        hiding = calls.tasks().later(left(now.get(), value.hideAt()), this::hide);
    }

    /** By the shorter of both clocks: a wrong one must not leave it on the screen. */
    static Duration left(Instant now, Instant hideAt) {
        Duration left = Duration.between(now, hideAt);
        return left.isNegative() || left.compareTo(LONGEST) > 0 ? LONGEST : left;
    }

    /** Masks it again. */
    void hide() {
        shown.set(null);
        if (hiding != null) {
            hiding.cancel();
            hiding = null;
        }
    }

    /** Writes down that it was copied, and only then lets it be. */
    void copy(Consumer<String> copying, Consumer<Failure> failed) {
        RevealedField value = shown.get();
        if (value != null) {
            calls.write(api.copied(value.id()), () -> copying.accept(value.value()), failed);
        }
    }

    /** The value in clear; null while it is masked. */
    ReadOnlyObjectProperty<@Nullable RevealedField> shownProperty() {
        return shown.getReadOnlyProperty();
    }
}
