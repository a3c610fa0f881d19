package ai.ominigate.console.control;

import ai.ominigate.console.remote.Failure;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import org.jspecify.annotations.Nullable;

/** Something that is done to several rows, one after the other, without its looks. */
public final class BulkModel<T> {

    private final List<Item<T>> items;
    private final ReadOnlyIntegerWrapper settled = new ReadOnlyIntegerWrapper(this, "settled");
    private final ReadOnlyBooleanWrapper running = new ReadOnlyBooleanWrapper(this, "running");
    private boolean stopped;
    private boolean begun;

    /** What becomes of a row. */
    public sealed interface Fate {
        /** Its turn comes. */
        record Waits() implements Fate {}

        /** It cannot be done to it, as is known before. */
        record Refused(String why) implements Fate {}

        /** Its turn is now. */
        record OnItsWay() implements Fate {}

        record Done() implements Fate {}

        record Failed(Failure why) implements Fate {}

        /** Its turn did not come before somebody stopped it, or the server was gone. */
        record Left() implements Fate {}
    }

    /** A row with what becomes of it. */
    public static final class Item<R> {
        private final R row;
        private Fate fate;

        private Item(R row, Fate fate) {
            this.row = row;
            this.fate = fate;
        }

        public R row() {
            return row;
        }

        public Fate fate() {
            return fate;
        }
    }

    /** What is done to a row. It tells one of the two later, on the thread that called it. */
    public interface Deed<R> {
        void to(R row, Runnable done, Consumer<Failure> failed);
    }

    /** @param refusal why it cannot be done to a row, as a sentence; null if it can */
    public BulkModel(List<T> rows, Function<? super T, @Nullable String> refusal) {
        items = rows.stream()
                .map(row -> {
                    String why = refusal.apply(row);
                    return new Item<>(row, why == null ? new Fate.Waits() : new Fate.Refused(why));
                })
                .toList();
    }

    /** All rows in their order. */
    public List<Item<T>> items() {
        return items;
    }

    /** To how many it can be done. */
    public int possible() {
        return (int) items.stream()
                .filter(each -> !(each.fate() instanceof Fate.Refused))
                .count();
    }

    /** How many have this fate by now. */
    public int count(Class<? extends Fate> fate) {
        return (int) items.stream().filter(each -> fate.isInstance(each.fate())).count();
    }

    /** Grows whenever the fate of a row is known. */
    public ReadOnlyIntegerProperty settledProperty() {
        return settled.getReadOnlyProperty();
    }

    public ReadOnlyBooleanProperty runningProperty() {
        return running.getReadOnlyProperty();
    }

    /** Whether it was begun, and is over now. */
    public boolean isOver() {
        return begun && !running.get();
    }

    /** Does it to one row after the other. Once. */
    public void run(Deed<T> deed) {
        if (!begun) {
            begun = true;
            running.set(true);
            goOn(deed);
        }
    }

    /** The rows whose turn has not come stay as they are. */
    public void stop() {
        stopped = true;
    }

    private void goOn(Deed<T> deed) {
        Item<T> next = items.stream()
                .filter(each -> each.fate() instanceof Fate.Waits)
                .findFirst()
                .orElse(null);
        if (next == null || stopped) {
            items.stream()
                    .filter(each -> each.fate() instanceof Fate.Waits)
                    .forEach(each -> each.fate = new Fate.Left());
            running.set(false);
            return;
        }
        next.fate = new Fate.OnItsWay();
        deed.to(next.row(), () -> settle(next, new Fate.Done(), deed), why -> {
            // The others would fail by the same.
            stopped |= why instanceof Failure.Unreachable || why instanceof Failure.Denied;
            settle(next, new Fate.Failed(why), deed);
        });
    }

    private void settle(Item<T> item, Fate fate, Deed<T> deed) {
        item.fate = fate;
        settled.set(settled.get() + 1);
        goOn(deed);
    }
}
