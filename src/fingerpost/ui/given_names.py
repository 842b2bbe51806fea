"""Given names that are common in the United Kingdom, in many communities, from the oldest patients to the youngest.

Used for one thing only: to tell "Margaret Hughes 12/03/1941" from "Cochrane Library 12/03/2001". Names that
are also months, places or everyday words (April, June, May, Will, Grace, Georgia, Mark) are left out where the
word is likelier than the person.
"""

_NAMES = """
    aaliyah aaron abdul abdullah abigail abraham adam adele adrian agnes ahmed aidan aisha alan albert alex
    alexander alexandra alfie alfred ali alice alison alistair amanda amelia amina amir amy andrea andrew angela
    anita anjali ann anna anne annie anthony antonio archie arthur asha audrey barbara barry beatrice benjamin
    bernard beryl beth bethany betty beverley bilal brenda brian bridget bronwen bruce caitlin callum cameron
    carl carol caroline carys catherine cecil charles charlie charlotte cheryl chloe chris christine christopher
    claire clara clare clifford clive colin connor constance craig cyril daisy daniel darren david dawn dean
    deborah deepak denise dennis derek diana diane donald donna doreen doris dorothy douglas dylan edith edna
    edward eileen elaine eleanor elena elizabeth ella ellen ellie elsie emily emma emmanuel enid eric erin
    ernest ethan ethel eva evelyn evie fatima fiona florence frances francis frank freda frederick freya gareth
    gary gavin gemma geoffrey george gerald gillian gladys glenn gloria gordon graham gregory gurpreet gwen
    gwyneth hamza hannah harold harpreet harriet harry hassan hayley hazel heather heidi helen henry herbert
    hilary hilda holly howard hugh hussain ian ibrahim imran irene isaac isabel isabella isla ismail ivan ivy
    jack jackie jacob jacqueline jade jake james jamie jane janet janice jasmine jason javed jayne jean jeffrey
    jennifer jenny jeremy jessica jill joan joanna joanne joe joel john jonathan jordan jose joseph josh joshua
    joyce judith julia julian julie karen karl kate katherine kathleen katie kayleigh keith kelly kenneth kerry
    kevin khadija kim kimberley kirsty krystyna kyle lakshmi laura lauren lawrence leah leanne lee leo leon
    leonard leslie lewis liam lilian lily linda lisa logan lorraine louis louise lucas lucy luke lydia lynn
    lynne maisie malcolm manjit marcus margaret maria marian marie marilyn marion marjorie martha martin mary
    maryam matilda matthew maureen maurice mavis max megan mehmet melanie melissa mia michael michelle mildred
    millie mohamed mohammad mohammed moira molly monica muhammad muriel mustafa nadia nancy naomi natalie
    natasha nathan neil nicholas nicola nigel noah nora norah norma norman oliver olivia omar oscar owen pamela
    parveen patricia patrick paul pauline peggy penelope peter philip phoebe phyllis piotr poppy priya rachel
    raj rajesh ralph ravi raymond rebecca reginald rhiannon rhys richard rita robert robin roger ronald rosemary
    rosie ross roy ruby rupert russell ruth ryan sabrina sadia sally samantha samina samuel sandeep sandra
    sanjay sara sarah sean shabana shane sharon shaun sheila shirley sian simon siobhan sofia sophia sophie
    stacey stanley stella stephanie stephen steven stewart stuart sunita susan suzanne sybil sylvia tamsin tanya
    tariq terence teresa terry thelma theo theresa thomas tiffany timothy tina toby tom tony tracey tracy trevor
    ursula valerie vanessa vera vernon veronica victor victoria vijay vincent violet walter wanda wayne wendy
    wilfred william winifred yasmin yusuf yvonne zachary zahra zainab zara zoe
"""

GIVEN_NAMES = frozenset(_NAMES.split())
