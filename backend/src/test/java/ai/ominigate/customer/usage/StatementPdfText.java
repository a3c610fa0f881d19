package ai.ominigate.customer.usage;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.RunningOminiGate;
import ai.ominigate.customer.profile.Newcomer;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.text.NumberFormat;
import java.time.YearMonth;
import java.util.Locale;
import java.util.Objects;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;

/** What the PDF of a statement says, as it is fetched. */
final class StatementPdfText {
    private static final int NANO_PLACES = 9;
    private static final int CENT_PLACES = 2;

    private StatementPdfText() {}

    static String of(RunningOminiGate ominigate, Newcomer owner, YearMonth month) throws Exception {
        URI pdf = URI.create(
                ominigate.application().baseUrl() + "/api/v1/billing/statements/" + month + "/pdf?language=en");
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> answer = client.send(
                    HttpRequest.newBuilder(pdf)
                            .header("Cookie", "session=" + Objects.requireNonNull(owner.cookie()))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            assertThat(answer.statusCode()).isEqualTo(200);
            try (PDDocument document = Loader.loadPDF(answer.body())) {
                return new PDFTextStripper().getText(document);
            }
        }
    }

    /** Nano-dollars as a statement writes them: exactly, with at least two places. */
    static String money(long nanos) {
        BigDecimal dollars = BigDecimal.valueOf(nanos, NANO_PLACES).stripTrailingZeros();
        BigDecimal shown = dollars.setScale(Math.max(dollars.scale(), CENT_PLACES), RoundingMode.UNNECESSARY);
        NumberFormat format = NumberFormat.getNumberInstance(Locale.ENGLISH);
        format.setMinimumFractionDigits(shown.scale());
        format.setMaximumFractionDigits(shown.scale());
        return (nanos < 0 ? "−" : "") + format.format(shown.abs());
    }
}
