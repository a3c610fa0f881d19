package ai.ominigate.console.health;

import ai.ominigate.model.system.SystemHealth;
import retrofit2.Call;
import retrofit2.http.GET;

/** How the system does. */
interface HealthApi {

    @GET("admin/v1/system/health")
    Call<SystemHealth> health();
}
