package ai.ominigate.console.payments;

import ai.ominigate.model.Page;
import ai.ominigate.model.billing.CreditGift;
import ai.ominigate.model.billing.GiveCredit;
import ai.ominigate.model.payment.PaymentDetails;
import ai.ominigate.model.payment.PaymentDifference;
import ai.ominigate.model.payment.PaymentDispute;
import ai.ominigate.model.payment.PaymentRefund;
import ai.ominigate.model.payment.ProviderUse;
import ai.ominigate.model.payment.RefundPayment;
import ai.ominigate.model.payment.SettleProviderUse;
import java.util.Map;
import retrofit2.Call;
import retrofit2.http.Body;
import retrofit2.http.GET;
import retrofit2.http.POST;
import retrofit2.http.Path;
import retrofit2.http.QueryMap;

/** Money, as the staff API tells of it. */
interface PaymentsApi {

    @GET("admin/v1/payments")
    Call<Page<PaymentDetails>> payments(@QueryMap Map<String, String> query);

    @POST("admin/v1/payments/{id}/refunds")
    Call<PaymentRefund> refund(@Path("id") String payment, @Body RefundPayment wish);

    @GET("admin/v1/payments/refunds")
    Call<Page<PaymentRefund>> refunds(@QueryMap Map<String, String> query);

    @GET("admin/v1/payments/disputes")
    Call<Page<PaymentDispute>> disputes(@QueryMap Map<String, String> query);

    @GET("admin/v1/payments/differences")
    Call<Page<PaymentDifference>> differences(@QueryMap Map<String, String> query);

    @POST("admin/v1/payments/differences/{id}/settle")
    Call<PaymentDifference> settle(@Path("id") String difference);

    @GET("admin/v1/reconciliation/usage")
    Call<Page<ProviderUse>> usage(@QueryMap Map<String, String> query);

    @POST("admin/v1/reconciliation/usage/{id}/settle")
    Call<ProviderUse> settle(@Path("id") String use, @Body SettleProviderUse wish);

    @POST("admin/v1/credits")
    Call<CreditGift> give(@Body GiveCredit wish);
}
