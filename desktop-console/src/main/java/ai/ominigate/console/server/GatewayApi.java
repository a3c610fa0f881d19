package ai.ominigate.console.server;

import com.fasterxml.jackson.databind.JsonNode;
import retrofit2.Call;
import retrofit2.http.GET;

/** What the console asks a server before anybody has signed in. */
interface GatewayApi {

    /** 200 when the server serves calls and 503 when it does not, each with a report. */
    @GET("health")
    Call<JsonNode> health();
}
