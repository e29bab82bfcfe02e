/** Login and display name of everyone in the demo; of many languages, as lists have to cope with. */
export const PEOPLE: readonly (readonly [login: string, name: string])[] = `
anna.schmidt Anna Schmidt
lukas.weber Lukas Weber
sophie.mueller Sophie Müller
jonas.becker Jonas Becker
katharina.grosse Katharina Große
felix.hoffmann Felix Hoffmann
marie.koenig Marie König
tobias.schaefer Tobias Schäfer
lea.zimmermann Lea Zimmermann
sebastian.krueger Sebastian Krüger
johanna.vogel Johanna Vogel
matthias.brandt Matthias Brandt
ursula.jaeger Ursula Jäger
stefan.winkler Stefan Winkler
claudia.baumann Claudia Baumann
niklas.frank Niklas Frank
monika.sommer Monika Sommer
ralf.neumann Ralf Neumann
camille.dubois Camille Dubois
julien.lefevre Julien Lefèvre
chloe.moreau Chloé Moreau
francois.girard François Girard
amelie.rousseau Amélie Rousseau
benoit.garnier Benoît Garnier
helene.faure Hélène Faure
mathieu.chevalier Mathieu Chevalier
elodie.perrin Élodie Perrin
guillaume.roux Guillaume Roux
manon.bertrand Manon Bertrand
theo.marchand Théo Marchand
margaux.leclerc Margaux Leclerc
noemie.barbier Noémie Barbier
lucia.fernandez Lucía Fernández
maria.lopez María López
javier.nunez Javier Núñez
carmen.ruiz Carmen Ruiz
alvaro.ibanez Álvaro Ibáñez
ines.castillo Inés Castillo
diego.ortega Diego Ortega
sofia.vega Sofía Vega
andres.molina Andrés Molina
elena.pena Elena Peña
raul.dominguez Raúl Domínguez
pilar.santos Pilar Santos
oliver.hughes Oliver Hughes
emily.clarke Emily Clarke
james.oconnor James O’Connor
charlotte.reid Charlotte Reid
harry.whitfield Harry Whitfield
grace.adeyemi Grace Adeyemi
thomas.barker Thomas Barker
niamh.byrne Niamh Byrne
callum.fraser Callum Fraser
megan.lloyd Megan Lloyd
daniel.stone Daniel Stone
priya.nair Priya Nair
arjun.mehta Arjun Mehta
kavya.iyer Kavya Iyer
rohan.deshpande Rohan Deshpande
ananya.sharma अनन्या शर्मा
giulia.romano Giulia Romano
marco.bianchi Marco Bianchi
chiara.esposito Chiara Esposito
nicolo.ferri Nicolò Ferri
alessia.conti Alessia Conti
luca.deangelis Luca De Angelis
joao.ferreira João Ferreira
ines.carvalho Inês Carvalho
goncalo.sousa Gonçalo Sousa
beatriz.magalhaes Beatriz Magalhães
rafael.conceicao Rafael Conceição
piotr.zielinski Piotr Zieliński
agnieszka.wojcik Agnieszka Wójcik
lukasz.dabrowski Łukasz Dąbrowski
zofia.krol Zofia Król
pawel.gorski Paweł Górski
jana.novakova Jana Nováková
tomas.dvorak Tomáš Dvořák
lenka.svobodova Lenka Svobodová
peter.horvath Peter Horváth
zsofia.kovacs Zsófia Kovács
gergo.szabo Gergő Szabó
ioana.popescu Ioana Popescu
stefan.ionescu Ștefan Ionescu
maja.kovacevic Maja Kovačević
luka.horvat Luka Horvat
erik.lindstrom Erik Lindström
astrid.bergqvist Astrid Bergqvist
oskar.nygard Oskar Nygård
ingrid.hansen Ingrid Hansen
soren.kjaer Søren Kjær
freja.moller Freja Møller
bjork.jonsdottir Björk Jónsdóttir
aino.virtanen Aino Virtanen
mikko.makinen Mikko Mäkinen
sanne.devries Sanne de Vries
daan.vandenberg Daan van den Berg
lotte.jansen Lotte Jansen
jeroen.bakker Jeroen Bakker
emre.yildiz Emre Yıldız
zeynep.sahin Zeynep Şahin
mehmet.ozturk Mehmet Öztürk
elif.aydin Elif Aydın
giorgos.papadopoulos Γιώργος Παπαδόπουλος
eleni.nikolaou Ελένη Νικολάου
dimitris.georgiou Δημήτρης Γεωργίου
olena.kovalenko Олена Коваленко
andriy.shevchenko Андрій Шевченко
iryna.bondar Ірина Бондар
dmitri.volkov Дмитрий Волков
nadezhda.petrova Надежда Петрова
ivan.dimitrov Иван Димитров
nino.beridze ნინო ბერიძე
anahit.sargsyan Անահիտ Սարգսյան
noa.levi נועה לוי
yonatan.peretz יונתן פרץ
layla.haddad ليلى حداد
omar.alfarsi عمر الفارسي
yusuf.demir Yusuf Demir
fatima.benali فاطمة بن علي
karim.mansour Karim Mansour
shirin.ahmadi شیرین احمدی
aminata.diallo Aminata Diallo
kwame.mensah Kwame Mensah
thandiwe.dlamini Thandiwe Dlamini
chidi.okafor Chidi Okafor
yuki.tanaka 田中 由紀
haruto.sato 佐藤 陽翔
aoi.yamamoto 山本 葵
wei.zhang 张伟
li.na.chen 陈丽娜
ming.liu 刘明
jiwoo.kim 김지우
seojun.park 박서준
lan.nguyen Nguyễn Thị Lan
minh.tran Trần Quang Minh
somchai.wongsa สมชาย วงษา
dewi.lestari Dewi Lestari
tui.walker Tui Walker
`
  .trim()
  .split('\n')
  .map((line) => {
    const [login = '', ...names] = line.split(' ');
    return [login, names.join(' ')] as const;
  });
