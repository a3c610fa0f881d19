package ai.ominigate.privacy.subprocessor;

import ai.ominigate.model.subprocessor.DataCategory;
import ai.ominigate.model.subprocessor.NoTraining;
import ai.ominigate.model.subprocessor.ProcessingPurpose;
import ai.ominigate.model.subprocessor.SubprocessorRole;
import ai.ominigate.model.subprocessor.TransferBasis;
import ai.ominigate.privacy.legal.LegalLocale;
import java.util.Locale;

/** What people call what the registry has a word for, in the languages of the list. */
record Words(LegalLocale locale) {

    String of(SubprocessorRole role) {
        return switch (role) {
            case MODEL_PROVIDER -> either("Model provider", "模型提供商");
            case INFRASTRUCTURE -> either("Cloud infrastructure", "云基础设施");
            case PAYMENTS -> either("Payments", "支付");
            case MAIL -> either("E-mail delivery", "邮件投递");
            case STAFF_SIGN_IN -> either("Sign-in of our staff", "员工登录");
            case PROTECTION -> either("Protection from abuse", "滥用防护");
        };
    }

    String of(DataCategory category) {
        return switch (category) {
            case PROMPTS_AND_ANSWERS -> either("prompts and answers", "提示词与模型回复");
            case ACCOUNT -> either("account information", "账户信息");
            case USAGE -> either("API usage metadata", "API 使用元数据");
            case PAYMENT -> either("payment data", "支付数据");
            case OPERATIONAL_LOG -> either("operational logs", "运行日志");
            case CORRESPONDENCE -> either("correspondence", "往来邮件");
            case STAFF -> either("our staff's data", "本公司员工数据");
        };
    }

    String of(ProcessingPurpose purpose) {
        return switch (purpose) {
            case ANSWER_CALLS -> either("to answer API calls", "响应 API 调用");
            case HOST_THE_SERVICE -> either("to host the service", "托管服务");
            case TAKE_PAYMENTS -> either("to take payments", "处理付款");
            case SEND_MAIL -> either("to send e-mail", "发送邮件");
            case SIGN_STAFF_IN -> either("to sign our staff in", "员工登录");
            case PROTECT_THE_SERVICE -> either("to protect the service", "保护服务");
        };
    }

    String of(TransferBasis basis) {
        return switch (basis) {
            case NOT_NEEDED -> either("no transfer to another area of law", "不涉及跨法域传输");
            case ADEQUACY_DECISION -> either("adequacy decision (GDPR, Art. 45)", "充分性决定（GDPR 第 45 条）");
            case STANDARD_CLAUSES -> either("standard contractual clauses (GDPR, Art. 46)", "标准合同条款（GDPR 第 46 条）");
            case BINDING_RULES -> either("binding corporate rules (GDPR, Art. 47)", "有约束力的公司规则（GDPR 第 47 条）");
        };
    }

    String of(NoTraining terms) {
        return switch (terms) {
            case CONFIRMED -> either("no training with what it is sent", "不使用所接收的数据训练模型");
            case UNKNOWN -> either("unknown; it gets no prompts", "未知；不会向其发送提示词");
            case REFUSED -> either("not ruled out; it gets no prompts", "未排除；不会向其发送提示词");
        };
    }

    String country(String code) {
        return Locale.of("", code).getDisplayCountry(Locale.forLanguageTag(locale.tag()));
    }

    /** What stands between the items of a list. */
    String comma() {
        return either(", ", "、");
    }

    String either(String english, String chinese) {
        return locale.either(english, chinese);
    }
}
