"""How figures out of tables are said in seven more languages. Data.

Each text has the name of the field of `number_texts.Wording` that it stands for; what is not here is said in English.
"""

from __future__ import annotations

from collections.abc import Mapping

from assistant.languages import Language

_REMARKS = (
    "units", "unread", "unread_filter", "empty", "odd", "measure", "tie", "date", "uncovered", "doubtful", "filter", "rivals",
    "no_measure", "no_rows", "own_total", "year", "moved", "as_sum", "joined", "read_as", "guessed", "bridged",
)  # fmt: skip
_ASKS = ("single", "sum", "average", "count", "max", "min", "rows", "list", "share", "difference")
_TITLES = ("Share", "Difference", "Total", "Average", "Highest", "Lowest", "Number", "Month", "Year")
_FIGURES = ("Single", "Total", "Average", "Highest", "Lowest", "Number", "Share", "Difference")
_PLAIN = (
    "looked", "rows", "none", "cited", "where", "no_rows", "shown", "query", "stated", "by_group", "per", "left_out", "told", "below",
    "totals", "otherwise", "separator", "marks",
)  # fmt: skip

_TEXTS: Mapping[Language, tuple[str, str, str, str, str]] = {
    "fr": (
        """Calcul à partir de {names}|{count} des {all} lignes|aucune des {all} lignes|dont {shown} citées|où {said}|Aucune ligne ne correspond.|Ces lignes s'y rapportent ({count} sur {all}) :|Requête
Ce total figure dans le document ; rien n'a été additionné.|pour chaque « {name} »|par rapport au total de « {name} »|non pris en compte : {words}|{figures} ({rows}).|({rows})|En tout : {figures}.|Ou, s'il s'agit de {reading} : {figures}.|, |\u202f,""",
        """« {name} »|le total de « {name} »|la moyenne de « {name} »|le nombre de lignes|le plus grand « {name} »|le plus petit « {name} »|la première ou la dernière ligne|les lignes|la part|l'écart, « {name} »""",
        "Part|Écart|Total|Moyenne|Maximum|Minimum|Nombre|Mois|Année",
        """« {name} » est {value}|Le total de « {name} » est {value}|La moyenne de « {name} » est {value}|Le plus grand « {name} » est {value}|Le plus petit « {name} » est {value}|Le nombre est {value}|La part est {value}|L'écart est {value}""",
        """{name} sont des unités ou monnaies différentes ; elles ne sont pas additionnées.|Dans {count} de ces lignes, « {name} » ne contient pas de nombre ; elles ne sont pas comptées.|Dans {count} lignes du tableau, « {name} » est illisible ; elles sont laissées de côté.
Dans {count} de ces lignes, « {name} » est vide, ce qui rend le chiffre douteux.|{count} lignes ne suivent pas l'en-tête du tableau et sont laissées de côté.|La question ne dit pas ce qui est visé : {name}.|{count} autres partagent la dernière place ; elles sont montrées aussi.
Le tableau a plusieurs dates, et la question ne dit pas laquelle est visée.|Rien n'a été calculé, car aucune colonne ni cellule n'explique : {name}.|Rien n'a été calculé, car « {name} » peut se lire de deux façons.|Rien n'a été calculé, car on ne sait pas quelles lignes sont visées.
Plusieurs tableaux sont possibles ; chacun est calculé à part.|Rien n'a été calculé, car on ne sait pas quelle colonne est visée.|Aucune ligne du tableau ne correspond.|Le total du tableau lui-même est {name}.|La question ne nomme pas d'année et le tableau en a plusieurs ; celle en cours a été prise.
Il n'y a pas de lignes pour la période demandée ; les plus récentes ont été prises : {name}.|« Combien » a été pris pour le total de « {name} ».|Les lignes ont été rapprochées par « {name} ».|Lu comme : {name}|La question a été comprise ainsi : {name}. C'est en partie supposé ; vérifiez dans les lignes.
Le tableau est dans une autre langue ; ceci est supposé : {name}.""",
    ),
    "es": (
        """Cálculo a partir de {names}|de {count} de {all} filas|ninguna de las {all} filas|{shown} de ellas citadas|donde {said}|Ninguna fila coincide.|Estas filas tienen que ver ({count} de {all}):|Consulta
Este total figura en el documento; no se ha sumado nada.|por cada «{name}»|sobre el total de «{name}»|sin tener en cuenta: {words}|{figures} ({rows}).|({rows})|En total: {figures}.|O, si se trata de {reading}: {figures}.|, |.,""",
        """«{name}»|el total de «{name}»|la media de «{name}»|el número de filas|el mayor «{name}»|el menor «{name}»|la primera o la última fila|las filas|la parte|la diferencia, «{name}»""",
        "Parte|Diferencia|Total|Media|Máximo|Mínimo|Número|Mes|Año",
        """«{name}» es {value}|El total de «{name}» es {value}|La media de «{name}» es {value}|El mayor «{name}» es {value}|El menor «{name}» es {value}|El número es {value}|La parte es {value}|La diferencia es {value}""",
        """{name} son unidades o monedas distintas; no se suman.|En {count} de estas filas «{name}» no contiene ningún número; no se cuentan.|En {count} filas de la tabla «{name}» no se puede leer; se dejan fuera.
En {count} de estas filas «{name}» está vacío, así que la cifra es dudosa.|{count} filas no encajan con el encabezado de la tabla y se dejan fuera.|La pregunta no dice a qué se refiere: {name}.|{count} más comparten el último lugar; también se muestran.
La tabla tiene varias fechas y la pregunta no dice a cuál se refiere.|No se ha calculado nada, porque ninguna columna ni celda explica: {name}.|No se ha calculado nada, porque «{name}» se puede leer de dos maneras.|No se ha calculado nada, porque no está claro qué filas se quieren.
Puede tratarse de varias tablas; cada una se calcula por separado.|No se ha calculado nada, porque no está claro qué columna se quiere.|Ninguna fila de la tabla coincide.|El total de la propia tabla es {name}.|La pregunta no dice el año y la tabla tiene varios; se ha tomado este.
No hay filas de la época preguntada; se han tomado las últimas: {name}.|«Cuánto» se ha entendido como el total de «{name}».|Las filas se han unido por «{name}».|Leído como: {name}|La pregunta se ha entendido así: {name}. En parte es una suposición; compruébelo en las filas.
La tabla está en otro idioma; esto es una suposición: {name}.""",
    ),
    "it": (
        """Calcolo da {names}|da {count} di {all} righe|nessuna delle {all} righe|{shown} delle quali citate|dove {said}|Nessuna riga corrisponde.|Queste righe riguardano la domanda ({count} di {all}):|Interrogazione
Questo totale è scritto nel documento; non è stato sommato nulla.|per ogni «{name}»|sul totale di «{name}»|senza considerare: {words}|{figures} ({rows}).|({rows})|In tutto: {figures}.|Oppure, se si intende {reading}: {figures}.|, |.,""",
        """«{name}»|il totale di «{name}»|la media di «{name}»|il numero di righe|il massimo di «{name}»|il minimo di «{name}»|la prima o l'ultima riga|le righe|la quota|la differenza, «{name}»""",
        "Quota|Differenza|Totale|Media|Massimo|Minimo|Numero|Mese|Anno",
        """«{name}» è {value}|Il totale di «{name}» è {value}|La media di «{name}» è {value}|Il massimo di «{name}» è {value}|Il minimo di «{name}» è {value}|Il numero è {value}|La quota è {value}|La differenza è {value}""",
        """{name} sono unità o valute diverse; non vengono sommate.|In {count} di queste righe «{name}» non contiene un numero; non sono contate.|In {count} righe della tabella «{name}» non è leggibile; sono lasciate fuori.
In {count} di queste righe «{name}» è vuoto, perciò la cifra è dubbia.|{count} righe non seguono l'intestazione della tabella e sono lasciate fuori.|La domanda non dice che cosa si intende: {name}.|Altre {count} sono a pari merito all'ultimo posto; sono mostrate anch'esse.
La tabella ha più date e la domanda non dice quale si intende.|Non è stato calcolato nulla, perché nessuna colonna e nessuna cella spiega: {name}.|Non è stato calcolato nulla, perché «{name}» si può leggere in due modi.|Non è stato calcolato nulla, perché non è chiaro quali righe si intendono.
Possono essere intese più tabelle; ognuna è calcolata a parte.|Non è stato calcolato nulla, perché non è chiaro quale colonna si intende.|Nessuna riga della tabella corrisponde.|Il totale della tabella stessa è {name}.|La domanda non dice l'anno e la tabella ne ha più d'uno; è stato preso quello in corso.
Non ci sono righe del periodo chiesto; sono state prese le ultime: {name}.|«Quanto» è stato inteso come il totale di «{name}».|Le righe sono state unite per «{name}».|Letto come: {name}|La domanda è stata intesa così: {name}. In parte è un'ipotesi; la verifichi nelle righe.
La tabella è in un'altra lingua; questa è un'ipotesi: {name}.""",
    ),
    "pt": (
        """Cálculo a partir de {names}|de {count} de {all} linhas|nenhuma das {all} linhas|{shown} delas citadas|onde {said}|Nenhuma linha corresponde.|Estas linhas dizem respeito à pergunta ({count} de {all}):|Consulta
Este total está no documento; nada foi somado.|por cada «{name}»|sobre o total de «{name}»|sem considerar: {words}|{figures} ({rows}).|({rows})|No total: {figures}.|Ou, se se trata de {reading}: {figures}.|, |.,""",
        """«{name}»|o total de «{name}»|a média de «{name}»|o número de linhas|o maior «{name}»|o menor «{name}»|a primeira ou a última linha|as linhas|a parte|a diferença, «{name}»""",
        "Parte|Diferença|Total|Média|Máximo|Mínimo|Número|Mês|Ano",
        """«{name}» é {value}|O total de «{name}» é {value}|A média de «{name}» é {value}|O maior «{name}» é {value}|O menor «{name}» é {value}|O número é {value}|A parte é {value}|A diferença é {value}""",
        """{name} são unidades ou moedas diferentes; não são somadas.|Em {count} destas linhas «{name}» não contém nenhum número; não são contadas.|Em {count} linhas da tabela «{name}» não se consegue ler; ficam de fora.
Em {count} destas linhas «{name}» está vazio, pelo que o valor é duvidoso.|{count} linhas não seguem o cabeçalho da tabela e ficam de fora.|A pergunta não diz a que se refere: {name}.|Mais {count} partilham o último lugar; também são mostradas.
A tabela tem várias datas e a pergunta não diz a qual se refere.|Nada foi calculado, porque nenhuma coluna nem célula explica: {name}.|Nada foi calculado, porque «{name}» se pode ler de duas maneiras.|Nada foi calculado, porque não está claro que linhas se pretendem.
Pode tratar-se de várias tabelas; cada uma é calculada à parte.|Nada foi calculado, porque não está claro que coluna se pretende.|Nenhuma linha da tabela corresponde.|O total da própria tabela é {name}.|A pergunta não diz o ano e a tabela tem vários; foi tomado o atual.
Não há linhas da época perguntada; foram tomadas as últimas: {name}.|«Quanto» foi entendido como o total de «{name}».|As linhas foram unidas por «{name}».|Lido como: {name}|A pergunta foi entendida assim: {name}. Em parte é uma suposição; verifique nas linhas.
A tabela está noutra língua; isto é uma suposição: {name}.""",
    ),
    "ru": (
        """Вычисление по {names}|строк: {count} из {all}|ни одной из {all} строк|приведено: {shown}|где {said}|Ни одна строка не подходит.|К этому относятся строки ({count} из {all}):|Запрос
Этот итог стоит в документе; ничего не складывалось.|для каждого «{name}»|от итога «{name}»|не учтено: {words}|{figures} ({rows}).|({rows})|Всего: {figures}.|Или, если имеется в виду {reading}: {figures}.|, |\u00a0,""",
        """«{name}»|сумма «{name}»|среднее «{name}»|число строк|наибольшее «{name}»|наименьшее «{name}»|первая или последняя строка|строки|доля|разница, «{name}»""",
        "Доля|Разница|Сумма|Среднее|Наибольшее|Наименьшее|Число|Месяц|Год",
        """«{name}»: {value}|Сумма «{name}»: {value}|Среднее «{name}»: {value}|Наибольшее «{name}»: {value}|Наименьшее «{name}»: {value}|Число: {value}|Доля: {value}|Разница: {value}""",
        """{name} — разные единицы или валюты; они не складываются.|Строк, где в «{name}» нет числа: {count}; они не учтены.|Строк таблицы, где «{name}» не прочитать: {count}; они пропущены.
Строк, где «{name}» пусто: {count}; поэтому число сомнительно.|Строк не по заголовку таблицы: {count}; они пропущены.|Вопрос не говорит, что имеется в виду: {name}.|Последнее место делят ещё {count}; они тоже показаны.
В таблице несколько дат, и вопрос не говорит, какая имеется в виду.|Ничего не вычислено: ни столбец, ни ячейка не объясняют: {name}.|Ничего не вычислено: «{name}» можно прочитать двояко.|Ничего не вычислено: неясно, какие строки имеются в виду.
Возможны несколько таблиц; каждая вычислена отдельно.|Ничего не вычислено: неясно, какой столбец имеется в виду.|Ни одна строка таблицы не подходит.|Итог самой таблицы: {name}.|Вопрос не называет года, а в таблице их несколько; взят нынешний.
Строк за названное время нет; взяты последние: {name}.|«Сколько» понято как сумма «{name}».|Строки соединены по «{name}».|Понято как: {name}|Вопрос понят так: {name}. Отчасти это предположение; проверьте по строкам.
Таблица на другом языке; это предположение: {name}.""",
    ),
    "ja": (
        """計算中：{names}|{all}行中{count}行|{all}行のどれも該当しません|うち{shown}行を引用|{said}|該当する行はありません。|関係する行（{all}行中{count}行）：|クエリ
この合計は文書に書かれているもので、計算したものではありません。|「{name}」ごと|「{name}」の合計で割ったもの|考慮していない語：{words}|{figures}（{rows}）。|（{rows}）|合計：{figures}。|{reading}のことであれば：{figures}。|、|,.""",
        """「{name}」|「{name}」の合計|「{name}」の平均|行数|「{name}」の最大|「{name}」の最小|最初または最後の行|該当する行|割合|「{name}」の差""",
        "割合|差|合計|平均|最大|最小|件数|月|年",
        """「{name}」は{value}|「{name}」の合計は{value}|「{name}」の平均は{value}|「{name}」の最大は{value}|「{name}」の最小は{value}|件数は{value}|割合は{value}|差は{value}""",
        """{name}は単位または通貨が異なるため、合計していません。|このうち{count}行の「{name}」は数字でないため、含めていません。|表の{count}行の「{name}」は読み取れないため、除いています。
このうち{count}行の「{name}」は空欄のため、結果は確かではありません。|表の見出しに合わない{count}行は除いています。|質問からはどれか分かりません：{name}。|同順位がほかに{count}件あり、それも示しています。
表に日付が複数あり、質問からはどれか分かりません。|対応する列もセルもないため、計算していません：{name}。|「{name}」は二通りに読めるため、計算していません。|どの行のことか分からないため、計算していません。
複数の表が考えられるため、それぞれ計算しました。|どの列のことか分からないため、計算していません。|該当する行はありません。|表にある合計は{name}です。|質問に年がなく、表には複数の年があるため、今年としました。
質問の時期の行がないため、最新のものとしました：{name}。|「{name}」の合計と読みました。|行は「{name}」で結び付けました。|次のように読みました：{name}|質問を次のように読みました：{name}。一部は推測ですので、行で確かめてください。
表は別の言語で書かれています。次は推測です：{name}。""",
    ),
    "ko": (
        """계산 중: {names}|{all}행 중 {count}행|{all}행 중 해당 없음|그중 {shown}행 인용|{said}|해당하는 행이 없습니다.|관련된 행({all}행 중 {count}행):|질의
이 합계는 문서에 적힌 것이며, 따로 더하지 않았습니다.|“{name}”별|“{name}” 합계로 나눈 값|고려하지 않은 말: {words}|{figures} ({rows}).|({rows})|합계: {figures}.|{reading}을(를) 뜻한다면: {figures}.|, |,.""",
        """“{name}”|“{name}” 합계|“{name}” 평균|행의 수|“{name}” 최댓값|“{name}” 최솟값|첫 행 또는 마지막 행|해당하는 행|비율|“{name}” 차이""",
        "비율|차이|합계|평균|최대|최소|건수|월|연도",
        """“{name}”: {value}|“{name}” 합계: {value}|“{name}” 평균: {value}|“{name}” 최댓값: {value}|“{name}” 최솟값: {value}|건수: {value}|비율: {value}|차이: {value}""",
        """{name}은(는) 단위나 통화가 달라 더하지 않았습니다.|이 중 {count}행은 “{name}”이(가) 숫자가 아니어서 넣지 않았습니다.|표의 {count}행은 “{name}”을(를) 읽을 수 없어 뺐습니다.
이 중 {count}행은 “{name}”이(가) 비어 있어 결과가 확실하지 않습니다.|표의 머리글에 맞지 않는 {count}행은 뺐습니다.|질문만으로는 무엇인지 알 수 없습니다: {name}.|{count}건이 같은 순위여서 함께 보입니다.
표에 날짜가 여럿이고, 질문만으로는 어느 것인지 알 수 없습니다.|설명하는 열이나 칸이 없어 계산하지 않았습니다: {name}.|“{name}”을(를) 두 가지로 읽을 수 있어 계산하지 않았습니다.|어느 행인지 분명하지 않아 계산하지 않았습니다.
여러 표일 수 있어 따로 계산했습니다.|어느 열인지 분명하지 않아 계산하지 않았습니다.|해당하는 행이 없습니다.|표에 적힌 합계는 {name}입니다.|질문에 연도가 없고 표에는 여러 해가 있어 올해로 보았습니다.
질문한 기간의 행이 없어 가장 최근 것으로 보았습니다: {name}.|“{name}” 합계로 읽었습니다.|행은 “{name}”(으)로 이었습니다.|다음과 같이 읽었습니다: {name}|질문을 다음과 같이 이해했습니다: {name}. 일부는 추측이니 행에서 확인하십시오.
표가 다른 언어로 되어 있어 추측입니다: {name}.""",
    ),
}  # fmt: skip


def texts_of(language: Language) -> Mapping[str, str | Mapping[str, str]] | None:
    """Return the texts of a language by the field of a wording; None for none."""
    if language not in _TEXTS:
        return None
    said, asks, titles, figures, remarks = (one.replace("\n", "|").split("|") for one in _TEXTS[language])
    return {
        **dict(zip(_PLAIN, said, strict=True)),
        "asks": dict(zip(_ASKS, asks, strict=True)),
        "titles": dict(zip(_TITLES, titles, strict=True)),
        "figures": dict(zip(_FIGURES, figures, strict=True)),
        "remarks": dict(zip(_REMARKS, remarks, strict=True)),
    }
