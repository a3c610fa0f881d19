package ai.ominigate.console;

import java.util.List;
import java.util.stream.Stream;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every screen in every way that people may see it. A new screen is a method here. */
class ScreensTest {

    @TestFactory
    Stream<DynamicTest> payments() {
        return Snapshots.of(
                "payments",
                List.of("GET /admin/v1/payments"),
                server -> server.page("GET /admin/v1/payments", "PaymentDetails", 40),
                console -> {
                    console.focus("rows");
                    console.press(KeyCode.J);
                });
    }
}
