package ai.ominigate.dashboard;

import java.util.List;

/**
 * A first call, to be copied.
 *
 * @param id short, for addresses within the page
 * @param title what it is written in; a name, the same in all languages
 */
public record FirstCall(String id, String title, String code) {

    /** In everything that we show it in. */
    static List<FirstCall> all(String baseUrl, String model) {
        return List.of(
                new FirstCall("curl", "curl", fill(CURL, baseUrl, model)),
                new FirstCall("python", "Python", fill(PYTHON, baseUrl, model)),
                new FirstCall("node", "Node.js", fill(NODE, baseUrl, model)),
                new FirstCall("java", "Java", fill(JAVA, baseUrl, model)));
    }

    private static String fill(String code, String baseUrl, String model) {
        return code.replace("{base}", baseUrl).replace("{model}", model);
    }

    private static final String CURL = """
            curl {base}/v1/chat/completions \\
              -H "Authorization: Bearer $OMINIGATE_KEY" \\
              -H "Content-Type: application/json" \\
              -d '{
                "model": "{model}",
                "messages": [{"role": "user", "content": "Hello"}]
              }'
            """;

    private static final String PYTHON = """
            # pip install openai
            import os
            from openai import OpenAI

            client = OpenAI(
                base_url="{base}/v1",
                api_key=os.environ["OMINIGATE_KEY"],
            )
            answer = client.chat.completions.create(
                model="{model}",
                messages=[{"role": "user", "content": "Hello"}],
            )
            print(answer.choices[0].message.content)
            """;

    private static final String NODE = """
            // npm install openai
            import OpenAI from "openai";

            const client = new OpenAI({
              baseURL: "{base}/v1",
              apiKey: process.env.OMINIGATE_KEY,
            });
            const answer = await client.chat.completions.create({
              model: "{model}",
              messages: [{ role: "user", content: "Hello" }],
            });
            console.log(answer.choices[0].message.content);
            """;

    private static final String JAVA = """
            // com.openai:openai-java
            OpenAIClient client = OpenAIOkHttpClient.builder()
                    .baseUrl("{base}/v1")
                    .apiKey(System.getenv("OMINIGATE_KEY"))
                    .build();
            var hello = ChatCompletionCreateParams.builder()
                    .model("{model}")
                    .addUserMessage("Hello")
                    .build();
            client.chat().completions().create(hello).choices().stream()
                    .flatMap(choice -> choice.message().content().stream())
                    .forEach(System.out::println);
            """;
}
