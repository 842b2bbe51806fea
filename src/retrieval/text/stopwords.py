"""Words that say how a question is asked, not what it is about.

They are left out of a ranked question when other words remain. Nothing is left out of documents, nor
out of phrases and Boolean questions.
"""

_WORDS = """
    a about above after again against all also am among amongst an and any anyone are arent as at be
    because been before being below between both but by can cant cannot could couldnt did didnt do
    does doesnt doing dont down during each either else for from further get gets give had has have
    havent having he her here hers him his how however i id ill im ive if in into is isnt it its
    just know let like ll may me might mine more most much must my myself near need needs no nor not
    of off on once only or other our ours out over own please s said same say see she should
    shouldnt so some such t tell than that thats the their them then there these they this those
    through to too under until up upon us use used using very via want was we were weve what whats
    when where whether which while whilst who whom whose why will with within without would wouldnt
    you your yours
"""
STOP_WORDS = frozenset(_WORDS.split())
