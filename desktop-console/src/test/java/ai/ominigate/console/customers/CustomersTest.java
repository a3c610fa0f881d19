package ai.ominigate.console.customers;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.console.ModelBench;
import ai.ominigate.console.OpenConsole;
import ai.ominigate.console.Snapshots;
import ai.ominigate.console.StaffServer;
import ai.ominigate.console.StaffServer.Answer;
import ai.ominigate.model.customer.KnownBy;
import ai.ominigate.model.reveal.Purpose;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Looking an account up. */
class CustomersTest {

    private static final String ID = "019a1b2c-0000-7000-8000-000000000001";

    private static StaffServer known(StaffServer server) {
        return server.answers("POST /admin/v1/customers/search", "FoundCustomers")
                .answers("GET /admin/v1/customers/" + ID, "CustomerDetails")
                .page("GET /admin/v1/privacy/requests", "RequestSummary", 1)
                .empty("GET /admin/v1/privacy/restrictions");
    }

    @ParameterizedTest
    @CsvSource({
        "019a1b2c-0000-7000-8000-000000000001, ACCOUNT_ID",
        "cus_Ab3d, STRIPE_CUSTOMER",
        "og-Ab3d, KEY_PREFIX",
        "ada@example.com, EMAIL",
        "pi_3Abc, PAYMENT",
        "re_3Abc, PAYMENT",
        "AB12CD34-0007, INVOICE",
        "1234-5678, INVOICE"
    })
    void whatSomebodyWasToldIsKnownByItsLooks(String typed, KnownBy kind) {
        assertThat(CustomersViewModel.kind(typed)).isEqualTo(kind);
    }

    @Test
    void whatIsFoundAloneIsOpenedForTheSamePurpose() {
        try (ModelBench bench = new ModelBench()) {
            known(bench.server());
            CustomersViewModel model = bench.ask(() -> new CustomersViewModel(bench.calls(), true));

            bench.act(() -> model.search(KnownBy.EMAIL, " ada@example.com ", Purpose.ACCOUNT_NOTICE));
            bench.until("it shows", () -> model.shownProperty().get() != null);

            assertThat(bench.server()
                            .asked("POST /admin/v1/customers/search")
                            .getFirst()
                            .body())
                    .contains("\"value\":\"ada@example.com\"", "\"purpose\":\"ACCOUNT_NOTICE\"");
            assertThat(bench.server()
                            .asked("GET /admin/v1/customers/" + ID)
                            .getFirst()
                            .query())
                    .isEqualTo("purpose=ACCOUNT_NOTICE");
            bench.until("its requests show", () -> model.requests().size() == 1);
        }
    }

    @Test
    void nothingStaysOfWhatWasShown() {
        try (ModelBench bench = new ModelBench()) {
            known(bench.server());
            CustomersViewModel model = bench.ask(() -> new CustomersViewModel(bench.calls(), true));
            bench.act(() -> model.search(KnownBy.EMAIL, "ada@example.com", Purpose.ACCOUNT_NOTICE));
            bench.until("it shows", () -> model.shownProperty().get() != null);

            bench.act(model::clear);

            assertThat(bench.ask(() -> model.shownProperty().get())).isNull();
            assertThat(bench.ask(() -> model.foundProperty().get())).isNull();
        }
    }

    @Test
    void nobodyIsLookedUpWithoutAPurpose() {
        try (StaffServer server = known(new StaffServer());
                OpenConsole console = OpenConsole.at(server.address())) {
            console.signedIn().go("customers");
            console.type("value", "ada@example.com");

            assertThat(console.await("customers-search").isDisabled()).isTrue();
            assertThat(server.asked("POST /admin/v1/customers/search")).isEmpty();
        }
    }

    @TestFactory
    Stream<DynamicTest> theLookUpHasAPictureOfEachState() {
        return Stream.of(
                state(
                        "customers-empty",
                        server -> server.answer(
                                "POST /admin/v1/customers/search",
                                Answer.json(200, "{\"customers\":[],\"more\":false}"))),
                state("customers-loading", server -> server.hangs("POST /admin/v1/customers/search")),
                state("customers-error", server -> server.breaks("POST /admin/v1/customers/search")),
                state("customers-no-right", server -> server.refuses("POST /admin/v1/customers/search")));
    }

    private DynamicTest state(String name, java.util.function.Consumer<StaffServer> change) {
        return DynamicTest.dynamicTest(name, () -> {
            try (StaffServer server = known(new StaffServer());
                    OpenConsole console = OpenConsole.at(server.address())) {
                change.accept(server);
                console.signedIn().go("customers");
                console.type("value", "ada@example.com");
                console.choose("purpose", 0);
                console.fire("customers-search");
                console.settle();
                Snapshots.keep(name, console);
            }
        });
    }
}
