"""How requests are put in French, Spanish, Italian and Portuguese."""

from __future__ import annotations

from assistant.agent.phrasing.form import Phrasing

_FR_DOCUMENT = (
    r"(?:documents?|fichiers?|pdfs?|contrats?|accords?|bail|baux|rapports?|proces-verb\w+|pv|compte-rendu|manuels?|guides?|reglements?|politiques?|lettres?"
    r"|courriers?|e-?mails?|mails?|factures?|presentation|livres?|articles?|chapitres?|tableaux?|notes?|offres?|devis|notices?|textes?|statuts)"
)
_FR_FILES = r"(?:fichiers?|documents?|pdfs?|sources|papiers)"

FRENCH = Phrasing(
    polite=(
        r"s'il (?:te|vous) plait|stp|svp|merci|ok|alors|et|maintenant|bon|bien|donc|(?:peux|pourrais)(?:-| )tu(?: me)?|(?:pouvez|pourriez)(?:-| )vous(?: me)?|tu peux(?: me)?|vous pouvez(?: me)?"
        r"|je (?:veux|voudrais|souhaite)(?: que tu)?|(?:dis|dites|montre|montrez|explique)-moi(?= (?:quel\w*|qui|quand|ou|comment|combien|pourquoi|si|ce qu\w*)\b)|moi|juste|bonjour"
    ),
    asks=r"^(?:est-ce|quel|quelle|quels|quelles|qui|quand|ou|combien|a-t|y a-t|est-il|est-elle)\b",
    operations={
        "translate": r"\b(?:tradui\w+|traduction|en (?:{lang}))\b",
        "table": r"\btableaux?\b",
        "shorter": (
            r"\b(?:court(?:e|s|es)?|bref|brieve(?:ment)?|concis(?:e)?|resume(?:r|z)?(?: (?:ca|cela|le|la))?(?: reponse)?|raccourci[sr]?|redui\w+|(?:en|a) (?:une|deux|trois|quatre|quelques|\d+) (?:phrases?|mots?|lignes?)|trop long(?:ue)?|condense\w*|abrege\w*|moins de (?:texte|mots|details?))\b"
        ),
        "simpler": (
            r"\b(?:simple(?:s|ment)?|simplifie\w*|plus facile|clair(?:e|ement)?|compren(?:ds|d)s?(?: pas)?|mots simples|vulgaris\w+|pour (?:un enfant|debutants?)|qu'est-ce que (?:ca|cela) (?:veut dire|signifie)|comme si j'avais \w+ ans)\b"
        ),
        "longer": (
            r"\b(?:long(?:ue)?(?:ment)?|detail\w*|developpe\w*|(?:dis|dites|raconte)(?:-|\s)(?:m'en|moi) (?:plus|davantage)|en (?:dire|savoir) (?:plus|davantage)|davantage|continue[rz]?|approfondi\w*|quoi d'autre|autre chose|plus (?:d'infos?|d'informations|precis\w*)|precise[rz]?|vas-y|poursui\w+)\b|^(?:encore )?plus$"
        ),
        "why": (
            r"\b(?:pourquoi|comment (?:le )?sa(?:is|vez)(?:-tu|-vous)?|(?:tu es|es-tu|vous etes|etes-vous) sure?|vraiment|sources?|d'ou (?:vient|viennent|tiens-tu|ca vient)(?: (?:ca|cela|cette information|cette reponse))?|ou est-ce ecrit|justifie\w*|pour quelle raison|raisons?|sur quelle base|preuves?)\b"
        ),
        "rephrase": (
            r"\b(?:reformul\w+|autrement|differemment|formel\w*|poli(?:e|ment)?|courtois\w*|soutenu|puces|liste a puces|(?:sous forme de|en) liste|repete\w*|en d'autres termes|trie[rz]?|a nouveau)\b"
        ),
    },
    carriers=(
        r"voir|besoin|ai|j|faut|veux|voudrais|savoir|plait|informations?|infos?|details?|paragraphes?|lignes?|langage|style|ton|apercu|description|message|reste|fournir|fournis|ajoute[rz]?|possible|legerement|beaucoup|assez|tres|vraiment|prefere|aimerais|redaction|decris|decrire|bien|encore|cette|dire|ecrire|mettre|faire|donner|rendre|presenter|expliquer|refais|refaire|redis|redire|affiche[rz]?|montre[rz]?|organise[rz]?|structure[rz]?|passe|va|vas|langue|contenu|resultat|meme|chose|claire?|clairement|mieux|seulement|juste|reponses?|derniere|precedente|ci-dessus|fais|faites|mets?|mettez|ecris|ecrivez|ecrire|dis|dites|donne[rz]?|rends|rendez|forme|sous|texte|version|peu|beaucoup|trop|explique[rz]?|explication|utilis\w+|mots?|phrases?|presente[rz]?|transforme[rz]?|reponds|tout|maniere|facon|redige[rz]?|version|le|ca|tu|plus|moins|autre"
    ),
    summarise=r"\b(?:resum\w+|recapitul\w+|synthese|recap)\b.*\b(?:conversation|discussion|echange\w*|dialogue|chat|nous avons (?:dit|discute|parle)|on (?:a|s'est) (?:dit|discute|parle))\b|^(?:de quoi|qu')(?:est-ce que|avons-nous| avons-nous| a-t-on)?.*\b(?:parle|discute)(?: jusqu'ici| jusqu'a present)?$|^recap(?:itulatif)?$",
    recall=r"\b(?:qu'est-ce que|que|quoi) (?:j'ai|je t'ai|je vous ai|ai-je|t'ai-je|vous ai-je) (?:\w+ )?(?:demande|dit|pose)|\bqu'ai-je (?:\w+ )?(?:demande|dit)|\b(?:ma|mes|la) (?:premiere|derniere|precedente|deuxieme)s? (?:question|questions|message)\b|\bqu'(?:as-tu|avez-vous|est-ce que tu as) (?:\w+ )?(?:dit|repondu)|\bquelles questions ai-je\b",
    library=(
        rf"^(?:quels|quelles|quel) (?:sont (?:les|tes|vos|mes) )?{_FR_FILES}\b(?:(?: |-)(?:as|avez|avons|ai|a|tu|vous|nous|je|on|sont|y|il|t|disponibles?|connais|connaissez|possedes|possedez|dans|la|ma|ta|votre|notre|bibliotheque|base|existent|est-ce|que|qu'il|ici|presents?|charges?|indexes?|contient|contenus?|peux|pouvez|lire|voir|consulter|ont|ete|deja|ajoutes?|importes?|stockes?|enregistres?|conserves?|archives?|ranges?|telecharges?|charges?|mis|donnes?))*$"
        rf"|^(?:liste|listez|montre|montrez|affiche|affichez|donne|donnez|enumere)(?:-moi| moi)?(?: la liste (?:de|des))?(?: tous)? ?(?:les|mes|tes|vos|nos|de|des)?(?: tous)?(?: mes| les| tes)? ?{_FR_FILES}(?: disponibles| de la bibliotheque| que tu as)?$|^liste (?:de tous )?(?:de|des|les|mes) {_FR_FILES}"
        rf"|\bcombien (?:de |d'|y a-t-il de )(?:\w+ )?{_FR_FILES}\b(?!.*\b(?:dois|faut|devons|doit|fournir|necessaires?)\b)|^combien de (?:\w+ ){{0,2}}{_FR_DOCUMENT}(?: \w+)? (?:avons-nous|as-tu|avez-vous|ai-je|y a-t-il|a-t-on)(?: en tout)?$"
        rf"|\bqu'(?:est-ce qu'il |est-ce que tu )?(?:y a-t-il|y a|as-tu|as|avez-vous) dans (?:la|ma|ta|votre|notre) (?:bibliotheque|base|collection)\b|^que sais-tu$|\b(?:resum\w+|apercu|synthese)(?: de)? (?:tous|l'ensemble de)? ?(?:les|mes|nos|tes) {_FR_FILES}$|^(?:as-tu|avez-vous|y a-t-il|existe-t-il) (?:un|des|une) {_FR_FILES} (?:sur|concernant|a propos|qui parlent?|nommes?)\b"
    ),
    compare=(
        r"\bdifferen(?:ce|ces|cie\w*)\b|\bdifferent\w*\b.*\b(?:de|entre|des|du)\b|\bdiffere\w*\b|\bcompar\w+|\bversus\b|\bvs\b|\b(?:identiques?|pareils?|les memes?)\b(?=$| pour| dans| entre)|\bpar rapport (?:a|au|aux)\b|\bqu'est-ce qui (?:a change|change|est different)\b|\b(?:a|ont) change\b|\bavantages et\b|\bcontredi\w+|\b(?:plus|moins) [\w-]+ que\b(?! \d)|\bmeilleure?s? que\b|\b(?:plus|moins|meilleure?)\b.*\bou\b|\bou\b.*\b(?:plus|moins|meilleure?)\b"
        r"|^(?:quel|quelle|quels|quelles|qui|lequel|laquelle)\b.*\b(?:le|la|les) (?:plus|moins|meilleure?s?|pires?)\b"
    ),
    whole=(
        rf"\bresum\w+|\bsynthese\b|\bsynthetise\w*|\bde quoi (?:parle|traite|s'agit|est-il question)|\b(?:principaux|principales|points?|idees?|messages?) (?:points|idees|cles?|essentiels?|importants?|conclusions|elements|principal|principale|principaux|principales|themes)\b|\bpoints? cles?\b|\bl'essentiel\b|\bapercu\b|\bgrandes lignes\b|\bque (?:dit|contient) (?:ce|cette|le|la|l'|mon|ma) ?(?:[\w.-]+ ){{0,2}}{_FR_DOCUMENT}$|\bcontenu (?:de|du) (?:ce|cette|le|la)? ?(?:\w+ )?{_FR_DOCUMENT}"
        rf"|^qu(?:'y a-t-il|'est-ce qu'il y a|e contient|e dit|e trouve-t-on) (?:dans )?(?:ce|cette|le|la|l'|mon|ma) ?(?:[\w.-]+ ){{0,2}}{_FR_DOCUMENT}$|^(?:explique|decris|parle)(?:-moi)?(?: de| du)? ?(?:ce|cette|le|la|l'|mon|ma)? ?{_FR_DOCUMENT}$"
    ),
    listed=(
        r"^(?:quels|quelles|liste|listez|enumere\w*|nomme[rz]?|cite[rz]?)\b|^(?:quel|quelle) (?!est\b|sera\b|etait\b|jour\b|date\b|annee\b|heure\b|prix\b|montant\b|age\b|temperature\b|duree\b|delai\b)\w+ |^(?:donne|montre|trouve|cherche)\w*\b.*\b(?:tous|toutes|chaque|la liste)\b|^comment (?:puis-je|peut-on|dois-je|faut-il|faire|je|on|nous|[a-z]+(?:er|ir|re|oir))\b"
        r"|\betapes?\b|\bprocedure\b|\bmarche a suivre\b|\bmode d'emploi\b|^que (?:dois-je|faut-il|doit-on)\b|^de quoi (?:ai-je|a-t-on) besoin\b|^qu'est-ce qu'il faut\b|^tous les\b|^toutes les\b|^combien de (?:contrats|factures|fournisseurs|clients|employes|locataires)\b|^qui sont\b|^quelles? sont\b|^quels sont\b"
    ),
    composed=(
        r"^(?:ecri\w+|redige\w*|compose\w*|tradui\w+|corrige\w*|invente\w*|imagine\w*|programme\w*|code[rz]?)\b|^(?:prepare|cree|genere|propose|fais|donne)\w*(?:-moi| moi)?(?: (?:un|une|des|quelques|le|la)) (?:\w+ )?(?:e-?mail|mail|lettre|reponse|message|texte|discours|article|code|fonction|script|formule|modele|slogan|idees?|invitation|rappel|recette|exemples?|conseils?)\b|^aide[rz]?-moi a\b|^comment (?:dit-on|dire|ecrit-on)\b"
    ),
    explained=(
        r"^(?:explique|expliquez|definis|definissez|decris)\b|^(?:qu'est-ce que|qu'est-ce qu'|c'est quoi|que signifie|que veut dire|qu'est-ce qu'est) ?(?:c'est que )?(?:l'|le |la |les |un |une |d')?[a-z'-]+(?: [a-z'-]+){0,2}$|^comment (?:fonctionne|marche) (?:l'|le |la |un |une )?[a-z'-]+$|^qui a (?:invente|decouvert|ecrit|peint)\b|^quelle est la capitale\b|^pourquoi le ciel\b"
    ),
    creative=(
        r"^(?:raconte|ecri|dis|compose|invente|chante|fais|donne|tu connais|connais-tu|as-tu|tu as)\w*(?:-moi| moi|-nous)?(?: (?:un|une|des|encore une))?(?: [\w-]+)? (?:blagues?|poemes?|histoires?|chansons?|contes?|devinettes?|haikus?|plaisanterie)\b|^(?:blague|poeme)\b"
        r"|^(?:bonjour|salut|coucou|bonsoir|bonne (?:nuit|journee|soiree)|merci|merci beaucoup|au revoir|a bientot|comment (?:ca va|vas-tu|allez-vous)|ca va|qui es-tu|que sais-tu faire|super|parfait|genial|oui|non|d'accord)(?:,? (?:comment (?:ca va|vas-tu|allez-vous)|ca va|beaucoup|bien|a tous|toi|et toi))*$"
    ),
    ours=rf"\b(?:notre|nos|(?:le|la|les|ce|cet|cette|ces|mon|ma|mes|du|au) (?:[\w-]+ ){{0,1}}{_FR_DOCUMENT}|(?:article|clause|section|paragraphe|chapitre|page) \w+)\b|\bl'accord\b|\.\w{{2,4}}\b",
    points=(
        r"^(?:et|mais|ou|aussi|qu'en est-il|alors|puis|donc)\b|\b(?:il|elle|ils|elles|lui|leur|leurs|son|sa|ses|celui|celle|ceux|celles|cela|ca|y|en|la-bas|le meme|la meme|ce dernier|cette derniere|autres?)\b|\b(?:ce|cet|cette|ces)(?=\W*$|-ci|-la)"
    ),
)

_ES_DOCUMENT = (
    r"(?:documentos?|archivos?|ficheros?|pdfs?|contratos?|acuerdos?|informes?|actas?|manual(?:es)?|guias?|politicas?|reglamentos?|cartas?|correos?|e-?mails?|facturas?"
    r"|presentacion|libros?|articulos?|capitulos?|notas?|ofertas?|presupuestos?|textos?|tablas?)"
)
_ES_FILES = r"(?:archivos?|ficheros?|documentos?|pdfs?|fuentes|papeles)"

SPANISH = Phrasing(
    polite=r"(?:dime|digame|muestrame)(?= (?:que|cual\w*|quien\w*|cuando|donde|como|cuant\w*|por que|si)\b)|por favor|porfa|gracias|ok|vale|bueno|ahora|y|entonces|pues|(?:me )?(?:puedes|podrias|puede|podria)|quiero(?: que)?|quisiera|me|solo|hola",
    asks=r"^(?:¿ ?)?(?:es|son|esta|hay|quien|cuando|donde|cual|cuales|cuant[oa]s?|que)\b",
    operations={
        "translate": r"\b(?:traduc\w+|traduzca\w*|(?:en|al) (?:{lang}))\b",
        "table": r"\b(?:tabla|cuadro)\b",
        "shorter": r"\b(?:cort[oa]s?|brevemente|breves?|concis[oa]|acorta\w*|resum(?:e|elo|ela|ido|ir|en)|abrevia\w*|reduc\w+|(?:en|a) (?:una|dos|tres|cuatro|pocas|\d+) (?:frases?|palabras?|lineas?)|demasiado larg[oa]|menos (?:texto|palabras)|condensa\w*)\b",
        "simpler": r"\b(?:simple(?:s|mente)?|simplifica\w*|sencill\w+|mas facil|claro|no (?:lo )?entiendo|entiendo|que (?:significa|quiere decir) (?:eso|esto)|palabras (?:sencillas|simples)|como (?:a|si fuera) un nino|para (?:ninos|principiantes))\b",
        "longer": r"\b(?:larg[oa]|detall\w+|amplia\w*|(?:cuenta|dime|di|cuente)(?:me)? mas|mas (?:informacion|datos|sobre (?:eso|esto|ello))|continua\w*|sigue|profundiza\w*|que mas|algo mas|desarrolla\w*|elabora\w*|extiende\w*)\b|^mas$",
        "why": r"\b(?:por ?que|como (?:lo )?sabes|(?:estas|esta) segur[oa]|de verdad|en serio|fuentes?|de donde (?:sale|viene|lo sacas)(?: (?:eso|esto))?|donde (?:pone|dice)(?: (?:eso|esto))?|justifica\w*|razon(?:es)?|en base a que|pruebas?)\b",
        "rephrase": r"\b(?:reformula\w*|reescrib\w+|de otra (?:manera|forma)|diferente|formal(?:mente)?|educad\w+|cortes|amable\w*|vinetas|en (?:forma de )?lista|como (?:lista|correo|carta)|repit\w+|repetir|otras palabras|ordena\w*)\b",
    },
    carriers=r"ver(?:lo|la)?|necesito|necesitamos|quisiera|saber|favor|informacion|info|detalles?|parrafos?|lineas?|lenguaje|estilo|tono|resumen|descripcion|mensaje|resto|proporciona\w*|anade|agrega|posible|ligeramente|bastante|realmente|prefiero|gustaria|describe\w*|otra|vez|decir|hacer|poner|escribir|dar|mostrar|explicar|organiza\w*|estructura\w*|ve|mismo|cosa|idioma|lengua|contenido|resultado|claro|clara|mejor|solo|respuesta|ultima|anterior|arriba|haz(?:lo|la)?|hazme|pon(?:lo|la|melo)?|escrib\w+|di(?:lo|melo)?|da(?:lo|me)?|muestra(?:lo)?|forma|formato|texto|version|poco|expli(?:ca|que|quen)\w*|explicacion|usa\w*|usando|palabras?|frases?|presenta\w*|convierte\w*|responde|todo|manera|mas|menos|eso|esto|quiero",
    summarise=r"\b(?:resum\w+|recapitula\w*|sintesis)\b.*\b(?:conversacion|charla|dialogo|chat|discusion|hemos (?:hablado|dicho|discutido|visto)|hablamos)\b|^(?:¿ ?)?de que hemos hablado\b[^?]{0,25}\??$",
    recall=r"\bque (?:te |le |os )?(?:he |habia )?(?:pregunte|preguntado|pregunte|dije|dicho)\b|\b(?:mi|la) (?:primera|ultima|anterior|segunda) pregunta\b|\bque (?:me )?(?:has |habias )?(?:respondiste|respondido|contestaste|dijiste|dicho)\b|\bque preguntas (?:he hecho|hice)\b",
    library=(
        rf"^(?:¿ ?)?(?:que|cuales|cuantos) (?:son (?:los|mis|tus) )?{_ES_FILES}(?: (?:tienes|tiene|tenemos|tengo|hay|conoces|guardas|puedes|leer|ver|estan|existen|disponibles?|cargados?|subidos?|indexados?|contiene|en|la|mi|tu|nuestra|biblioteca|coleccion|base|de|datos|conocimiento|aqui|en total|he|has|ha|hemos|guardados?|almacenados?|archivados?|contenidos?|subido|cargado|importado|anadido|hablan|mencionan|tratan|total))*\W*$"
        rf"|^(?:¿ ?)?(?:cuantos|que) {_ES_FILES} (?:hablan|mencionan|tratan|contienen)\b|^(?:lista|enumera|muestra|muestrame|ensename|dame|dime)(?: (?:una|la) lista de)?(?: todos)?(?: los| mis| tus)?(?: nombres de)?(?: los)? ?{_ES_FILES}(?: disponibles| que tienes| de la biblioteca)?$|^lista de (?:todos )?(?:los |mis )?{_ES_FILES}"
        rf"|^(?:¿ ?)?cuantos (?:\w+ )?(?:contratos|informes|manuales|acuerdos) (?:tenemos|hay|tengo|tienes)(?: en total)?\W*$|^(?:¿ ?)?cuantas (?:facturas|actas|cartas|ofertas) (?:tenemos|hay|tengo|tienes)(?: en total)?\W*$|\bque (?:hay|tienes|contiene)(?: en)? (?:la|mi|tu|nuestra) (?:biblioteca|coleccion|base)\b|^(?:¿ ?)?que sabes\W*$|\b(?:resum\w+|vision general)(?: de)? (?:todos )?(?:los|mis|nuestros) {_ES_FILES}$|^(?:¿ ?)?(?:tienes|hay) (?:algun|un|algunos)? ?{_ES_FILES} (?:sobre|de|que)\b"
    ),
    compare=(
        r"\bdiferencias?\b|\bdiferencia\w*\b|\bdiferentes?\b.*\b(?:de|entre|que)\b|\bdistint[oa]s?\b.*\b(?:de|entre|a)\b|\bcompar\w+|\bversus\b|\bvs\b|\b(?:iguales|identic[oa]s|l[oa]s mism[oa]s|igual que)\b|\bfrente a\b|\bque (?:ha cambiado|cambio|cambia)\b|\bventajas y\b|\bcontradi\w+|\b(?:mas|menos) \w+ que\b(?! \d)|\b(?:mejor|peor|mayor|menor)(?:es)? que\b|^(?:¿ ?)?(?:cual|quien|que) de (?:los|las|l[oa]s dos|estos|ambos)\b|\b(?:mas|menos|mejor|peor|mayor|menor)\b.*\bo\b|\bo\b.*\b(?:mas|menos|mejor|peor|mayor|menor)\b"
        r"|^(?:¿ ?)?(?:que|cual|cuales|quien)\b.*\b(?:el|la|los|las|es|tiene|cuesta|dura|ofrece) (?:\w+ )?(?:mas|menos|mejor|peor|mayor|menor)\b"
    ),
    whole=(
        rf"\bresum\w+|\bsintesis\b|\bsintetiza\w*|\bde que (?:trata|va|habla|se trata)\b|\b(?:puntos?|ideas?|aspectos|conclusiones|temas|mensajes?) (?:principales?|clave|importantes|centrales|fundamentales|mas importantes)\b|\bprincipales (?:puntos|ideas|conclusiones|temas)\b|\blo (?:mas importante|esencial)\b|\bvision general\b|^(?:¿ ?)?que (?:dice|contiene|pone en|hay en) (?:el|la|este|esta|mi) (?:[\w.-]+ ){{0,2}}{_ES_DOCUMENT}\W*$|\bcontenido (?:de|del) (?:este|esta|la|el)? ?{_ES_DOCUMENT}|^(?:explica|explicame|describe|hablame de|cuentame)(?: sobre)? (?:el|la|este|esta|mi) (?:[\w.-]+ )?{_ES_DOCUMENT}$"
    ),
    listed=(
        r"^(?:¿ ?)?(?:cuales|lista|enumera|nombra|cita|menciona)\b|^(?:¿ ?)?que (?!es\b|son las? \b|dias?\b|mes\b|hora\b|ano\b)\w+s\b|^(?:¿ ?)?que (?:proveedor|contrato|empresa|cliente|empleado|producto|documento|archivo|inquilino|modelo|maquina|factura|persona)\b|^(?:¿ ?)?(?:dame|muestra\w*|encuentra|busca|dime)\b.*\b(?:todos|todas|cada|lista)\b|^(?:¿ ?)?como (?:puedo|se|debo|hago|podemos|hay que|tengo que|\w+o|\w+(?:ar|er|ir|arse))\b(?! (?:llama|dice|escribe)\b)"
        r"|\bpasos?\b|\bprocedimiento\b|\binstrucciones\b|^(?:¿ ?)?que (?:debo|tengo que|necesito|hay que|hace falta)\b|^tod[oa]s l[oa]s\b|^(?:¿ ?)?quienes\b|^(?:¿ ?)?cuant[oa]s (?:contratos|facturas|proveedores|clientes|empleados|inquilinos)\b"
    ),
    composed=r":\s*(?:escribe|redacta|haz)\b|^(?:escrib\w+|redacta\w*|compon\w*|traduc\w+|corrige\w*|inventa\w*|imagina\w*|programa\w*)\b|^(?:prepara|crea|genera|propon|haz|dame|sugiere)(?:me)?(?: (?:un|una|unos|unas|el|la)) (?:\w+ )?(?:e-?mail|correo|carta|respuesta|mensaje|texto|discurso|articulo|codigo|funcion|script|formula|plantilla|eslogan|ideas?|invitacion|recordatorio|receta|ejemplos?|consejos?)\b|^ayudame a\b|^(?:¿ ?)?como se (?:dice|escribe)\b",
    explained=(
        r"^(?:explica|explicame|explique|define|describe)\b|^(?:¿ ?)?que (?:es|significa|quiere decir|son)(?: (?:el|la|los|las|un|una|lo))? [a-z]+(?: [a-z]+){0,2}\W*$|^(?:¿ ?)?como funciona (?:el |la |un |una )?[a-z]+\W*$|^(?:¿ ?)?quien (?:invento|descubrio|escribio|pinto)\b|^(?:¿ ?)?cual es la capital\b|^(?:¿ ?)?por que el cielo\b"
    ),
    creative=(
        r"^(?:¿ ?)?(?:cuenta|escrib|di|compon|inventa|canta|haz|dame|sabes|conoces|tienes)\w*(?: (?:un|una|otro|algun))?(?: [\w-]+)? (?:chistes?|poemas?|cuentos?|historias?|cancion(?:es)?|adivinanzas?|haikus?|broma)\b|^(?:chiste|poema)\b"
        r"|^(?:¡ ?)?(?:hola|buenos dias|buenas (?:tardes|noches)|buenas|gracias|muchas gracias|adios|hasta luego|(?:¿ ?)?(?:como estas|que tal|quien eres|que puedes hacer)|genial|perfecto|vale|si|no)(?:[,!]? (?:(?:¿ ?)?(?:como estas|que tal)|a todos|amigo|por todo))*\W*$"
    ),
    ours=rf"\b(?:nuestr[oa]s?|nosotros|(?:el|la|los|las|este|esta|estos|mi|mis|del|al) (?:[\w-]+ ){{0,1}}{_ES_DOCUMENT}|(?:clausula|seccion|articulo|parrafo|capitulo|pagina) \w+)\b|\.\w{{2,4}}\b",
    points=r"^(?:¿ ?)?(?:y|pero|o|tambien|que tal|entonces)\b|\b(?:el|ella|ellos|ellas)(?=\W*$)|\b(?:su|sus|suyo|suya|eso|esto|ese|esa|esos|esas|aquel|aquella|alli|ahi|lo mismo|el mismo|la misma|este ultimo|ambos|otros?|otras?|lo|le|les)\b|\best[ea](?=\W*$)",
)

_IT_DOCUMENT = (
    r"(?:document[oi]|file|pdf|contratt[oi]|accord[oi]|relazion[ei]|verbal[ei]|manual[ei]|guid[ae]|regolament[oi]|letter[ae]|e-?mail|mail|fattur[ae]|presentazion[ei]|libr[oi]"
    r"|articol[oi]|capitol[oi]|not[ae]|offert[ae]|preventiv[oi]|test[oi]|tabell[ae]|rapport[oi]|polizz[ae])"
)
_IT_FILES = r"(?:file|document[oi]|pdf|fonti|carte)"

ITALIAN = Phrasing(
    polite=r"(?:dimmi|mostrami|mi dica)(?= (?:che|quali?|chi|quando|dove|come|quant\w*|perche|se|cosa)\b)|per favore|per piacere|grazie|ok|va bene|bene|ora|adesso|e|allora|poi|(?:mi )?(?:puoi|potresti|puo|potrebbe)|vorrei(?: che)?|voglio|solo|ciao",
    asks=r"^(?:e'?|sono|c'e|ci sono|chi|quando|dove|qual|quale|quali|quant[oaie])\b",
    operations={
        "translate": r"\b(?:traduc\w+|traduzione|in (?:{lang}))\b",
        "table": r"\btabell[ae]\b",
        "shorter": r"\b(?:brev[ei](?:mente)?|cort[oa]|sintetic\w+|concis[oa]|accorcia\w*|abbrevia\w*|riassumi(?:lo|la)?|riduc\w+|(?:in|a) (?:una|due|tre|quattro|poche|\d+) (?:frasi|frase|parole|parola|righe)|troppo lung[oa]|meno (?:testo|parole)|sintetizza\w*|stringat\w*)\b",
        "simpler": r"\b(?:semplic\w+|semplifica\w*|facile|chiar[oa]|non (?:ho )?capi\w+|capisco|che (?:cosa )?(?:significa|vuol dire)(?: (?:cio|questo))?|parole povere|per (?:bambini|principianti)|come a un bambino)\b",
        "longer": r"\b(?:lung[oa]|dettagl\w+|approfondi\w*|(?:dimmi|raccontami|di') (?:di )?piu|(?:dimmi|raccontami) di piu|di piu|continua|prosegui|vai avanti|che altro|cos'altro|altro|maggiori informazioni|espandi\w*|sviluppa\w*|piu informazioni)\b|^(?:di )?piu$",
        "why": r"\b(?:perche|come mai|come (?:lo )?sai|(?:sei|e) sicur[oa]|davvero|font[ei]|da dove (?:viene|l'hai preso)|dov'e scritto|motiva\w*|motivo|ragione|in base a (?:che )?cosa|prove)\b",
        "rephrase": r"\b(?:riformula\w*|riscriv\w+|in (?:un )?altr[oa] modo|diversamente|formale|formalmente|cortes\w+|gentile\w*|elenco(?: puntato)?|(?:come|in) (?:lista|elenco)|ripet\w+|con altre parole|altre parole|ordina\w*)\b",
    },
    carriers=r"veder\w+|serv\w+|bisogno|occorr\w+|sapere|scriver\w+|favore|piacere|informazion[ei]|info|dettagl[io]|paragraf[oi]|righ[ea]|linguaggio|stile|tono|riassunto|descrizione|messaggio|resto|fornisci|forniscimi|darmi|aggiungi|possibile|leggermente|abbastanza|davvero|preferisco|piacerebbe|descrivi\w*|fa(?:nne|i|lla|llo)|ancora|dire|fare|mettere|scrivere|dare|mostrare|spiegare|organizza\w*|struttura\w*|vai|stessa|stesso|cosa|lingua|contenuto|risultato|chiaro|chiara|meglio|solo|rispost[ae]|ultima|precedente|sopra|fai|fallo|fammi|metti(?:lo|la)?|mettimelo|scriv\w+|di'?|dillo|dimmelo|da(?:mmi)?|mostra\w*|forma|formato|testo|versione|po'?|piu|meno|spieg\w*|lascia\w*|spiegazione|usa\w*|usando|parol[ae]|fras[ei]|presenta\w*|trasforma\w*|rispondi|tutto|modo|maniera|rendi(?:lo|la)?|questo|cio",
    summarise=r"\b(?:riassu\w+|riepilog\w+|ricapitola\w*|sintesi)\b.*\b(?:conversazione|discussione|dialogo|chat|chiacchierata|abbiamo (?:detto|discusso|parlato)|ci siamo detti)\b|^di (?:che )?cosa abbiamo parlato\b[^?]{0,20}\??$",
    recall=r"\b(?:che )?cosa (?:ti )?(?:ho|avevo) (?:\w+ )?(?:chiesto|detto|domandato)\b|\b(?:mia|la) (?:prima|ultima|precedente|seconda) domanda\b|\b(?:che )?cosa (?:mi )?hai (?:\w+ )?(?:detto|risposto)\b|\bquali domande ho\b|\bprima domanda\b",
    library=(
        rf"^(?:che|quali|quanti)(?: sono i)? {_IT_FILES}(?: (?:hai|ha|avete|abbiamo|ho|ci sono|sono|conosci|contiene|possiedi|disponibili|salvat[oi]|archiviat[oi]|memorizzat[oi]|contenut[oi]|caricat[oi]|aggiunt[oi]|importat[oi]|presenti|indicizzati|esistono|puoi|leggere|vedere|nella|in|biblioteca|libreria|raccolta|archivio|qui|totale|in totale|ci|vi))*\W*$|^quanti {_IT_FILES} (?:parlano|menzionano|citano|contengono|trattano)\b"
        rf"|^(?:elenca|mostra|mostrami|dammi|dimmi|fammi vedere)(?: (?:un|l'|la) ?(?:elenco|lista) (?:di|dei))?(?: tutti)?(?: i| miei| i miei| dei| tuoi)? ?{_IT_FILES}(?: disponibili| che hai| della biblioteca)?$|^(?:elenco|lista) (?:di|dei) (?:tutti )?(?:i |miei )?{_IT_FILES}"
        rf"|^quanti (?:\w+ )?(?:contratti|verbali|manuali|rapporti|accordi) (?:abbiamo|ci sono|ho|hai)(?: in totale)?\W*$|^quante (?:fatture|lettere|offerte|relazioni) (?:abbiamo|ci sono|ho|hai)(?: in totale)?\W*$|\b(?:che )?cosa (?:c'e|hai|contiene)(?: nella| nell'| nel| la)? ?(?:mia|tua|nostra)? ?(?:biblioteca|libreria|raccolta|archivio)\b|^(?:che )?cosa sai\W*$|\b(?:riassu\w+|panoramica)(?: di)? (?:tutti )?(?:i|dei)? ?(?:miei|nostri)? ?{_IT_FILES}$|^(?:hai|c'e|ci sono) (?:un|dei|qualche)? ?{_IT_FILES} (?:su\w*|riguardo|relativi|che|di)\b"
    ),
    compare=(
        r"\bdifferenz[ae]\b|\bdivers[oaie]\b.*\b(?:da|dal|dalla|tra|fra)\b|\bdifferisc\w+|\bconfront\w+|\bparagon\w+|\bversus\b|\bvs\b|\b(?:uguali|identic[hi]\w*|gli stessi|le stesse)\b|\brispetto a\w*\b|\b(?:cosa|che cosa) (?:e cambiato|cambia)\b|\bvantaggi e\b|\bcontraddi\w+|\b(?:piu|meno) \w+ (?:di|del|della|dello|dei|delle|dell'|che)\b(?! \d)|^(?:quale|qual|chi) (?:dei|delle|degli|tra|fra) |\b(?:piu|meno|migliore|peggiore|maggiore|minore)\b.*\bo\b|\bo\b.*\b(?:piu|meno|migliore|peggiore|maggiore|minore)\b"
        r"|^(?:quale|qual|quali|chi|che)\b.*\b(?:il|la|i|le) (?:\w+ )?(?:piu|meno|migliore?|peggiore?|maggiore?|minore?)\b"
    ),
    whole=(
        rf"\briassu\w+|\bsintesi\b|\bsintetizza\w*|\bdi (?:che )?cosa (?:parla|tratta|si tratta)\b|\b(?:punti|idee|aspetti|conclusioni|temi|messaggi) (?:principali|chiave|importanti|salienti|fondamentali|piu importanti)\b|\bprincipali (?:punti|idee|conclusioni|temi)\b|\bl'essenziale\b|\bpanoramica\b|^(?:che )?cosa (?:dice|contiene|c'e (?:in|nel|nella)) (?:il|la|lo|questo|questa|mio)? ?(?:[\w.-]+ ){{0,2}}{_IT_DOCUMENT}\W*$|\bcontenuto (?:di|del|della) (?:questo|questa)? ?{_IT_DOCUMENT}|^(?:spiega|spiegami|descrivi|parlami di|parlami del|parlami della|raccontami) ?(?:il|la|lo|questo|questa|del|della)? ?(?:[\w.-]+ )?{_IT_DOCUMENT}$"
    ),
    listed=(
        r"^(?:quali|elenca|elencami|nomina|cita|lista)\b|^(?:quale|che) (?:fornitore|contratto|azienda|ditta|cliente|dipendente|prodotto|documento|inquilino|modello|macchina|fattura|persona)\b|^(?:dammi|mostra\w*|trova|cerca|dimmi)\b.*\b(?:tutti|tutte|ogni|elenco|lista)\b|^come (?:posso|si|devo|faccio|possiamo|dobbiamo|bisogna|\w+o|\w+(?:are|ere|ire))\b(?! (?:chiama|dice|scrive)\b)"
        r"|\bpassi\b|\bpassaggi\b|\bprocedura\b|\bistruzioni\b|^(?:che )?cosa (?:devo|bisogna|occorre|serve|mi serve)\b|^tutt[ie] (?:i|le|gli)\b|^chi sono\b|^quant[ie] (?:contratti|fatture|fornitori|clienti|dipendenti|inquilini)\b"
    ),
    composed=r"^(?:scriv\w+|redigi|componi|traduc\w+|correggi|inventa\w*|immagina|programma)\b|^(?:prepara|crea|genera|proponi|fai|dammi|suggerisci)(?:mi)?(?: (?:un|una|uno|dei|delle|il|la|un'|qualche)) ?(?:\w+ )?(?:e-?mail|mail|lettera|risposta|messaggio|testo|discorso|articolo|codice|funzione|script|formula|modello|slogan|ide[ae]|invito|promemoria|ricetta|esemp\w+|consigli\w*)\b|^aiutami a\b|^come si (?:dice|scrive)\b",
    explained=(
        r"^(?:spiega|spiegami|definisci|descrivi)\b|^(?:che )?cos'?(?:'e|a e|a sono|a significa|a vuol dire) (?:il |la |lo |l'|i |le |un |una |un')?[a-z'-]+(?: [a-z'-]+){0,2}\W*$|^che (?:significa|vuol dire) [a-z'-]+\W*$|^come funziona (?:il |la |lo |l'|un |una )?[a-z'-]+\W*$|^chi ha (?:inventato|scoperto|scritto|dipinto)\b|^qual e la capitale\b|^perche il cielo\b"
    ),
    creative=(
        r"^(?:racconta|scriv|di|dimmi|componi|inventa|canta|fammi|dammi|conosci|sai|hai)\w*(?: (?:un|una|un'|un altro))?(?: [\w-]+)? (?:barzellett[ae]|poesi[ae]|storie?ll?[ae]|storia|favol[ae]|canzon[ei]|indovinell[oi]|haiku|battuta)\b|^(?:barzelletta|poesia)\b"
        r"|^(?:ciao|salve|buon ?giorno|buona ?sera|buona ?notte|grazie(?: mille)?|arrivederci|come (?:va|stai|sta)|chi sei|cosa sai fare|perfetto|ottimo|va bene|si|no)(?:,? (?:come (?:va|stai|sta)|a tutti|tante|mille))*\W*$"
    ),
    ours=rf"\b(?:nostr[oaie]|(?:il|la|lo|i|le|questo|questa|questi|mio|mia|miei|del|della|al|nel|nella) (?:[\w-]+ ){{0,1}}{_IT_DOCUMENT}|(?:clausola|sezione|articolo|paragrafo|capitolo|pagina) \w+)\b|\.\w{{2,4}}\b",
    points=r"^(?:e|ma|o|anche|allora|e per|che ne dici)\b|\b(?:lui|lei|loro|esso|essa|suo|sua|suoi|sue|cio|quello|quella|quelli|quelle|questi ultimi|li|lo stesso|la stessa|entrambi|altr[oaie]|ne|gli)\b|\bquest[oa](?=\W*$)",
)

_PT_DOCUMENT = (
    r"(?:documentos?|arquivos?|ficheiros?|pdfs?|contratos?|acordos?|relatorios?|atas?|manua(?:l|is)|guias?|politicas?|regulamentos?|cartas?|e-?mails?|faturas?|apresentacao|livros?"
    r"|artigos?|capitulos?|notas?|ofertas?|propostas?|orcamentos?|textos?|tabelas?)"
)
_PT_FILES = r"(?:arquivos?|ficheiros?|documentos?|pdfs?|fontes|papeis)"

PORTUGUESE = Phrasing(
    polite=r"(?:diga-me|me diga|diz-me|me mostre)(?= (?:que|quais|qual|quem|quando|onde|como|quant\w*|por que|se|o que)\b)|por favor|se faz favor|obrigad[oa]|ok|ta bom|bem|agora|e|entao|depois|(?:me )?(?:pode|podes|poderia|podia)(?: me)?|voce pode|quero(?: que)?|queria|gostaria|so|ola|oi",
    asks=r"^(?:e|sao|esta|ha|existe|quem|quando|onde|qual|quais|quant[oa]s?)\b",
    operations={
        "translate": r"\b(?:tradu[zc]\w*|traducao|(?:em|para o|para) (?:{lang}))\b",
        "table": r"\b(?:tabela|quadro)\b",
        "shorter": r"\b(?:curt[oa]|brevemente|breve|concis[oa]|encurt\w*|resum(?:a|e|ido|ir|a-o)|abrevi\w*|reduz\w+|(?:em|a|para) (?:uma|duas|tres|quatro|poucas|\d+) (?:frases?|palavras?|linhas?)|muito long[oa]|menos (?:texto|palavras)|sucint\w*)\b",
        "simpler": r"\b(?:simples(?:mente)?|simplific\w*|mais facil|clar[oa]|nao (?:entendi|entendo|percebi|compreendi)|entendi|o que (?:significa|quer dizer)(?: isso| isto)?|palavras simples|para (?:criancas|leigos|iniciantes)|como para uma crianca)\b",
        "longer": r"\b(?:long[oa]|detalh\w+|ampli\w*|(?:conta|conte|diga|diz|fala|fale)(?:-me| me)? mais|mais (?:informac\w+|dados|sobre (?:isso|isto))|continu\w*|prossig\w*|aprofund\w*|que mais|mais alguma coisa|algo mais|desenvolv\w*|elabor\w*|expand\w*)\b|^mais$",
        "why": r"\b(?:por ?que|porque|como (?:voce )?sabe[s]?|tem (?:certeza|a certeza)|de verdade|a serio|fontes?|de onde (?:vem|tirou)(?: isso)?|onde (?:esta|diz)(?: (?:escrito|isso))?|justifi\w*|razao|motivo|com base em que|provas?)\b",
        "rephrase": r"\b(?:reformul\w*|reescrev\w*|de (?:outra|outro) (?:maneira|forma|modo)|diferente|formal(?:mente)?|educad\w+|cortes|topicos|em (?:forma de )?lista|como (?:lista|carta|e-?mail)|repit\w+|repetir|outras palavras|orden\w*)\b",
    },
    carriers=r"ver|preciso|precisamos|necessito|saber|favor|informac(?:ao|oes)|info|detalhes?|paragrafos?|linhas?|linguagem|estilo|tom|resumo|descricao|mensagem|resto|forneca|fornecer|acrescente|possivel|ligeiramente|bastante|realmente|prefiro|gostaria|descrev\w*|novo|outra|vez|dizer|fazer|colocar|escrever|dar|mostrar|explicar|organiz\w*|estrutur\w*|va|mesmo|mesma|coisa|lingua|idioma|conteudo|resultado|clar[oa]|melhor|so|apenas|resposta|ultima|anterior|acima|fac\w*|faz|colo(?:c|qu)\w*|ponh\w*|por|poe|escrev\w*|diga|diz|dizer|de|da|mostr\w*|forma|formato|texto|versao|pouco|expli(?:c|qu)\w*|deix\w*|fi(?:c|qu)\w*|explicacao|us[ea]\w*|palavras?|frases?|apresent\w*|transform\w*|respond\w*|tudo|maneira|modo|mais|menos|isso|isto|quero|torn\w*",
    summarise=r"\b(?:resum\w+|recapitul\w*|sintese)\b.*\b(?:conversa|discussao|dialogo|chat|falamos|dissemos|conversamos|discutimos)\b|^(?:sobre o )?(?:de )?que (?:falamos|conversamos)\b[^?]{0,20}\??$",
    recall=r"\bo que (?:e que )?(?:eu )?(?:te |lhe )?(?:perguntei|disse|pedi|tinha perguntado)\b|\b(?:minha|a) (?:primeira|ultima|anterior|segunda) pergunta\b|\bo que (?:voce |tu )?(?:me )?(?:respondeu|respondeste|disseste)\b|\bquais perguntas (?:eu )?fiz\b",
    library=(
        rf"^(?:que|quais|quantos)(?: sao os)? {_PT_FILES}(?: (?:voce|tem|tens|temos|tenho|ha|existem|conhece|conheces|estao|sao|contem|disponiveis|guardados|armazenados|salvos|arquivados|contidos|carreg\w+|envi\w+|adicion\w+|import\w+|eu|indexados|pode|podes|ler|ver|na|no|em|minha|nossa|sua|biblioteca|colecao|acervo|base|aqui|total|no total|e|que))*\W*$|^quantos {_PT_FILES} (?:falam|mencionam|citam|contem|tratam)\b"
        rf"|^(?:liste|lista|mostre|mostra|de-me|me de|me mostre|enumere|diga)(?:-me| me)?(?: (?:uma|a) lista (?:de|dos))?(?: todos)?(?: os| meus| os meus| dos| seus)? ?{_PT_FILES}(?: disponiveis| que (?:voce )?tem| da biblioteca)?$|^lista (?:de|dos) (?:todos )?(?:os |meus )?{_PT_FILES}"
        rf"|^quantos (?:\w+ )?(?:contratos|relatorios|manuais|acordos) (?:temos|ha|existem|tenho|voce tem)(?: no total)?\W*$|^quantas (?:faturas|atas|cartas|propostas) (?:temos|ha|existem|tenho)(?: no total)?\W*$|\bo que (?:ha|tem|existe|contem)(?: na| no| a)? ?(?:minha|nossa|sua|tua)? ?(?:biblioteca|colecao|acervo|base)\b|^o que (?:voce )?sabe\W*$|\b(?:resum\w+|visao geral)(?: de)? (?:todos )?(?:os|dos)? ?(?:meus|nossos)? ?{_PT_FILES}$|^(?:ha|existe|existem|voce tem|tem) (?:algum|um|alguns)? ?{_PT_FILES} (?:sobre|de|que)\b"
    ),
    compare=(
        r"\bdiferencas?\b|\bdiferen(?:te|tes|cia\w*)\b.*\b(?:de|do|da|entre)\b|\bdifer(?:e|em)\b|\bcompar\w+|\bversus\b|\bvs\b|\b(?:iguais|identic[oa]s|[oa]s mesm[oa]s)\b|\bem relacao a[o]?\b|\bo que mudou\b|\bvantagens e\b|\bcontradi\w+|\b(?:mais|menos) \w+ (?:do )?que\b(?! \d)|\b(?:melhor|pior|maior|menor)(?:es)? (?:do )?que\b|^(?:qual|quem) (?:dos|das|destes|destas|entre) |\b(?:mais|menos|melhor|pior|maior|menor)\b.*\bou\b|\bou\b.*\b(?:mais|menos|melhor|pior|maior|menor)\b"
        r"|^(?:qual|quais|quem|que)\b.*\b(?:o|a|os|as|e|tem|custa|dura) (?:\w+ )?(?:mais|menos|melhor|pior|maior|menor)\b"
    ),
    whole=(
        rf"\bresum\w+|\bsintese\b|\bsintetiz\w*|\b(?:de que|do que|sobre o que|sobre que) (?:se )?(?:trata|fala|e)\b|\b(?:pontos|ideias|aspectos|conclusoes|temas|mensagens) (?:principais|chave|importantes|centrais|fundamentais|mais importantes)\b|\bprincipais (?:pontos|ideias|conclusoes|temas)\b|\bo essencial\b|\bvisao geral\b|^o que (?:diz|contem|ha em|ha no|tem n[oa]|esta n[oa]) ?(?:o|a|este|esta|esse|meu|neste|nesta)? ?(?:[\w.-]+ ){{0,2}}{_PT_DOCUMENT}\W*$|\bconteudo (?:de|do|da|deste|desta) ?{_PT_DOCUMENT}|^(?:explique|explica|descreva|fale sobre|conte sobre)(?:-me| me)? (?:o|a|este|esta|meu) (?:[\w.-]+ )?{_PT_DOCUMENT}$"
    ),
    listed=(
        r"^(?:quais|liste|lista|enumere|nomeie|cite|mencione)\b|^que (?!e\b|horas?\b|dias?\b|mes\b|ano\b)\w+(?:s|es)\b|^(?:que|qual) (?:fornecedor|contrato|empresa|cliente|funcionario|produto|documento|arquivo|inquilino|modelo|maquina|fatura|pessoa)\b|^(?:de|me de|mostr\w+|encontr\w+|procur\w+|diga)\b.*\b(?:todos|todas|cada|lista)\b|^como (?:posso|se|devo|faco|podemos|fazer|e que|\w+o|\w+(?:ar|er|ir))\b(?! (?:chama|diz|escreve)\b)"
        r"|\bpassos?\b|\betapas?\b|\bprocedimento\b|\binstrucoes\b|^(?:o )?que (?:devo|preciso|e preciso|tenho que|tenho de|precisamos)\b|^tod[oa]s [oa]s\b|^quem sao\b|^quant[oa]s (?:contratos|faturas|fornecedores|clientes|funcionarios|inquilinos)\b"
    ),
    composed=r"^(?:escrev\w+|redij\w*|redigir|componh\w*|traduz\w*|corrij\w*|invent\w+|imagin\w+|program\w+)\b|^(?:prepar|cri|ger|proponh|fac|sugir|de|me de)\w*(?:-me| me)?(?: (?:um|uma|uns|umas|o|a|alguns|algumas)) (?:\w+ )?(?:e-?mail|carta|resposta|mensagem|texto|discurso|artigo|codigo|funcao|script|formula|modelo|slogan|ideias?|convite|lembrete|receita|exemplos?|dicas?|conselhos?)\b|^(?:me ajud\w+|ajud\w+-me) a\b|^como se (?:diz|escreve)\b",
    explained=(
        r"^(?:expliqu\w*|explic\w*|defin\w*|descrev\w*)\b|^o que (?:e|sao|significa|quer dizer)(?: (?:o|a|os|as|um|uma))? [a-z]+(?: [a-z]+){0,2}\W*$|^como funciona (?:o |a |um |uma )?[a-z]+\W*$|^quem (?:inventou|descobriu|escreveu|pintou)\b|^qual e a capital\b|^por que o ceu\b"
    ),
    creative=(
        r"^(?:voce )?(?:cont|escrev|diz|dig|componh|invent|cant|fac|de|me cont|conhec|sabe|tem)\w*(?:-me| me)?(?: (?:um|uma|outra|outro))?(?: [\w-]+)? (?:piadas?|poemas?|historias?|contos?|cancao|adivinhas?|haikus?|anedotas?|musica)\b|^(?:piada|poema)\b"
        r"|^(?:ola|oi|bom dia|boa (?:tarde|noite)|obrigad[oa]|muito obrigad[oa]|adeus|tchau|ate logo|como (?:vai|estas|esta)|tudo bem|quem (?:e voce|es tu)|o que (?:voce )?sabe fazer|perfeito|otimo|sim|nao)(?:,? (?:como (?:vai|estas|esta)|tudo bem|a todos|voce|por tudo))*\W*$"
    ),
    ours=rf"\b(?:noss[oa]s?|(?:o|a|os|as|este|esta|esse|essa|meu|minha|meus|do|da|no|na) (?:[\w-]+ ){{0,1}}{_PT_DOCUMENT}|(?:clausula|secao|seccao|artigo|paragrafo|capitulo|pagina) \w+)\b|\.\w{{2,4}}\b",
    points=r"^(?:e|mas|ou|tambem|que tal|entao)\b|\b(?:el[ea]s?|del[ea]s?|nel[ea]s?|seu|sua|seus|suas|isso|isto|aquilo|ess[ea]s?|aquel[ea]s?|la|ali|o mesmo|a mesma|ambos|outr[oa]s?|disso|disto|nisso|lhe)\b|\best[ea](?=\W*$)",
)
