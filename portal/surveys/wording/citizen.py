"""What citizens are asked."""

VERSIONS: dict[int, dict[str, dict[str, str]]] = {
    1: {
        "da": {
            "guidance": "Den vejledning, jeg får i jobcentret, kan hjælpe mig tilbage i job eller"
            " uddannelse – eller øger min viden om mine muligheder",
            "purpose": "Der er et klart formål med mine samtaler i jobcentret",
            "plan_use": "Jeg bruger Min Plan som et redskab, der giver mig overblik over plan og"
            " retning på min vej mod job",
            "resources": "Mine ressourcer og kompetencer bliver inddraget, når Min Plan bliver"
            " lavet",
            "cooperation": "De professionelle i mit forløb arbejder sammen om at hjælpe mig i job"
            " eller uddannelse",
            "open": "Er der andet, du vil sige os?",
        },
        "en": {
            "guidance": "The guidance I get at the job centre can help me back to a job or"
            " education – or it adds to what I know about my options",
            "purpose": "My talks at the job centre have a clear purpose",
            "plan_use": "I use My plan as a tool that gives me an overview of the plan and the"
            " direction on my way to a job",
            "resources": "My resources and competences are drawn on when My plan is made",
            "cooperation": "The professionals in my course work together to help me into a job or"
            " education",
            "open": "Is there anything else you want to tell us?",
        },
        "ar": {
            "guidance": "الإرشاد الذي أحصل عليه في مركز العمل يمكن أن يساعدني على العودة إلى العمل"
            " أو الدراسة – أو يزيد معرفتي بالإمكانيات المتاحة لي",
            "purpose": "هناك هدف واضح من المقابلات التي أجريها في مركز العمل",
            "plan_use": "أستخدم خطتي (Min Plan) كأداة تعطيني صورة واضحة عن الخطة والاتجاه في طريقي"
            " إلى العمل",
            "resources": "تؤخذ قدراتي وكفاءاتي في الاعتبار عند وضع خطتي (Min Plan)",
            "cooperation": "المختصون الذين يتابعون حالتي يعملون معاً لمساعدتي في الحصول على عمل أو"
            " دراسة",
            "open": "هل هناك شيء آخر تود أن تقوله لنا؟",
        },
        "uk": {
            "guidance": "Консультації, які я отримую в центрі зайнятості, можуть допомогти мені"
            " повернутися до роботи чи навчання – або розширюють мої знання про мої можливості",
            "purpose": "Мої розмови в центрі зайнятості мають чітку мету",
            "plan_use": "Я користуюся «Моїм планом» (Min Plan) як інструментом, що дає мені"
            " уявлення про план і напрям на шляху до роботи",
            "resources": "Мої сильні сторони та вміння враховують, коли складають «Мій план»"
            " (Min Plan)",
            "cooperation": "Фахівці, які мене супроводжують, працюють разом, щоб допомогти мені"
            " знайти роботу чи навчання",
            "open": "Чи хочете ви сказати нам ще щось?",
        },
    },
}
