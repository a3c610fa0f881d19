package ai.ominigate.console.control;

import ai.ominigate.console.remote.Calls;
import ai.ominigate.console.remote.Failure;
import ai.ominigate.model.Versioned;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Does things to rows by the version that somebody saw, and shows them field by field what somebody else made of one
 * meanwhile, with the choice to do it all the same.
 */
public final class Meanwhile<T extends Versioned> {

    private final Calls calls;
    private final Dialogs dialogs;
    private final Class<T> type;
    private final List<Field<T>> fields = new ArrayList<>();

    private record Field<T>(String name, Function<? super T, @Nullable String> words) {
        String of(T row) {
            String said = words.apply(row);
            return said == null || said.isBlank() ? "–" : said;
        }
    }

    /** What is done to a row as it is seen; gets where to tell of a failure. */
    public interface Deed<T> {
        void to(T row, Consumer<Failure> failed);
    }

    public Meanwhile(Calls calls, Dialogs dialogs, Class<T> type) {
        this.calls = calls;
        this.dialogs = dialogs;
        this.type = type;
    }

    /** Something of a row that people compare. */
    public Meanwhile<T> field(String name, Function<? super T, @Nullable String> words) {
        fields.add(new Field<>(name, words));
        return this;
    }

    /**
     * Does something that leaves what people compare as it is.
     *
     * @param dialog in which it was asked for; told of what fails otherwise
     * @param verb what the button says that does it all the same
     */
    public void act(T seen, Dialog dialog, String verb, Deed<T> deed) {
        deed.to(seen, failure -> {
            T now = present(failure);
            if (now == null) {
                dialog.fail(failure);
            } else {
                ask(rows(seen, now, now), dialog, verb, () -> act(now, dialog, verb, deed));
            }
        });
    }

    /**
     * The same for something that makes {@code wanted} of it.
     *
     * @param wanted the row as it is to be
     */
    public void change(T seen, T wanted, Dialog dialog, String verb, Deed<T> deed) {
        deed.to(seen, failure -> {
            T now = present(failure);
            if (now == null) {
                dialog.fail(failure);
            } else {
                ask(rows(wanted, now, wanted), dialog, verb, () -> change(now, wanted, dialog, verb, deed));
            }
        });
    }

    private void ask(List<ConflictRow> rows, Dialog dialog, String verb, Runnable again) {
        dialog.busyProperty().set(false);
        dialogs.conflict(rows, verb, () -> {
            dialog.busyProperty().set(true);
            again.run();
        });
    }

    /** What differs; everything where only something else does. */
    private List<ConflictRow> rows(T yours, T theirs, T result) {
        List<ConflictRow> all = fields.stream()
                .map(each -> new ConflictRow(each.name(), each.of(yours), each.of(theirs), each.of(result)))
                .toList();
        List<ConflictRow> different =
                all.stream().filter(row -> !row.yours().equals(row.theirs())).toList();
        return different.isEmpty() ? all : different;
    }

    private @Nullable T present(Failure failure) {
        if (failure instanceof Failure.Conflict conflict && conflict.current() != null) {
            try {
                return calls.json().treeToValue(conflict.current(), type);
            } catch (JsonProcessingException e) {
                return null;
            }
        }
        return null;
    }
}
