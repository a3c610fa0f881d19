package ai.ominigate.console.payments;

import ai.ominigate.model.Page;
import ai.ominigate.model.billing.CreditGift;
import ai.ominigate.model.billing.CreditGiftDetails;
import ai.ominigate.model.billing.CreditTakenBack;
import ai.ominigate.model.billing.GiveCredit;
import ai.ominigate.model.billing.TakeBackCredit;
import ai.ominigate.model.payment.AutomaticTopUpDetails;
import ai.ominigate.model.payment.BooksComparison;
import ai.ominigate.model.payment.PaymentDetails;
import ai.ominigate.model.payment.PaymentDifference;
import ai.ominigate.model.payment.PaymentDispute;
import ai.ominigate.model.payment.PaymentReceipt;
import ai.ominigate.model.payment.PaymentRefund;
import ai.ominigate.model.payment.PaymentView;
import ai.ominigate.model.payment.PaymentsState;
import ai.ominigate.model.payment.ProviderReport;
import ai.ominigate.model.payment.ProviderUse;
import ai.ominigate.model.payment.RefundPayment;
import ai.ominigate.model.payment.SettleDifference;
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

    @POST("admin/v1/payments/differences/{id}/settle")
    Call<PaymentDifference> settle(@Path("id") String difference, @Body SettleDifference wish);

    @GET("admin/v1/payments/{id}")
    Call<PaymentView> view(@Path("id") String payment);

    @GET("admin/v1/payments/{id}/receipt")
    Call<PaymentReceipt> receipt(@Path("id") String payment);

    @GET("admin/v1/payments/state")
    Call<PaymentsState> state();

    @GET("admin/v1/payments/comparisons")
    Call<Page<BooksComparison>> comparisons(@QueryMap Map<String, String> query);

    @GET("admin/v1/payments/automatic")
    Call<Page<AutomaticTopUpDetails>> automatic(@QueryMap Map<String, String> query);

    @GET("admin/v1/reconciliation/providers")
    Call<Page<ProviderReport>> providers();

    @GET("admin/v1/reconciliation/usage")
    Call<Page<ProviderUse>> usage(@QueryMap Map<String, String> query);

    @POST("admin/v1/reconciliation/usage/{id}/settle")
    Call<ProviderUse> settle(@Path("id") String use, @Body SettleProviderUse wish);

    @POST("admin/v1/credits")
    Call<CreditGift> give(@Body GiveCredit wish);

    @GET("admin/v1/credits/gifts")
    Call<Page<CreditGiftDetails>> gifts(@QueryMap Map<String, String> query);

    @POST("admin/v1/credits/{lot}/take-back")
    Call<CreditTakenBack> takeBack(@Path("lot") String lot, @Body TakeBackCredit wish);
}
