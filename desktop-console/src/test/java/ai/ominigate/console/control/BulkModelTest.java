package ai.ominigate.console.control;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.control.BulkModel.Fate;
import ai.ominigate.console.remote.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What is done to several rows, without a toolkit. */
class BulkModelTest {

    private final BulkModel<String> model =
            new BulkModel<>(List.of("a", "b", "over", "c"), row -> row.equals("over") ? "It is over." : null);
    private final List<String> asked = new ArrayList<>();
    private Runnable done = () -> {};
    private Consumer<Failure> failed = _ -> {};

    private void run() {
        model.run((row, whenDone, whenFailed) -> {
            asked.add(row);
            done = whenDone;
            failed = whenFailed;
        });
    }

    private List<Class<?>> fates() {
        return model.items().stream()
                .<Class<?>>map(item -> item.fate().getClass())
                .toList();
    }

    @Test
    void whatCannotBeDoneIsKnownBeforeAndNotTried() {
        assertThat(model.possible()).isEqualTo(3);
        assertThat(model.items().get(2).fate()).isEqualTo(new Fate.Refused("It is over."));
        run();
        done.run();
        done.run();
        done.run();

        assertThat(asked).containsExactly("a", "b", "c");
        assertThat(model.count(Fate.Done.class)).isEqualTo(3);
        assertThat(model.isOver()).isTrue();
    }

    @Test
    void oneComesAfterTheOther() {
        run();

        assertThat(asked).containsExactly("a");
        assertThat(model.runningProperty().get()).isTrue();
        assertThat(fates())
                .containsExactly(Fate.OnItsWay.class, Fate.Waits.class, Fate.Refused.class, Fate.Waits.class);
    }

    @Test
    void whatFailsStandsInNobodysWay() {
        run();
        failed.accept(new Failure.Gone(null));
        done.run();
        done.run();

        assertThat(fates()).containsExactly(Fate.Failed.class, Fate.Done.class, Fate.Refused.class, Fate.Done.class);
        assertThat(model.settledProperty().get()).isEqualTo(3);
    }

    @Test
    void whoStopsItLeavesTheRestAsItIs() {
        run();
        model.stop();
        done.run();

        assertThat(asked).containsExactly("a");
        assertThat(fates()).containsExactly(Fate.Done.class, Fate.Left.class, Fate.Refused.class, Fate.Left.class);
        assertThat(model.isOver()).isTrue();
    }

    @Test
    void whereTheServerIsGoneTheRestIsLeft() {
        run();
        failed.accept(new Failure.Unreachable("localhost"));

        assertThat(asked).containsExactly("a");
        assertThat(model.count(Fate.Left.class)).isEqualTo(2);
    }

    @Test
    void itIsDoneOnce() {
        run();
        run();

        assertThat(asked).containsExactly("a");
    }
}
